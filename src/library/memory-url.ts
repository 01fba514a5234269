/** Where the built-in server is in virtual time. */
export const memoryUrl = "ws://reference-server.memory/";
