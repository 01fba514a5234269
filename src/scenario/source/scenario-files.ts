/** The files beside a scenario, as its compiler asks for them: scenarios read text, their caller reads files. */

export interface ScenarioFiles {
  /**
   * The text of the file at `path`, which counts from the scenario's folder.
   *
   * @throws FlotillaError `file` when it cannot be read.
   */
  read(path: string): string;
}
