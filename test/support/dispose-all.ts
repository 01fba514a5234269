/** Disposes of one after the other: a fleet before the server it lives on. */
export async function disposeAll(...resources: readonly AsyncDisposable[]): Promise<void> {
  for (const resource of resources) await resource[Symbol.asyncDispose]();
}
