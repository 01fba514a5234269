/** The variables of the process that a scenario may name, as `env.NAME`; given by the caller. */
export type Environment = Readonly<Record<string, string | undefined>>;
