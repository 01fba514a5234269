/** Loaded before a process of Flotilla: has it say, before a message of the type of SAY_WHEN, what it has loaded by then. */
const { send } = process;
let intl = 0;
for (const name of [
  "NumberFormat",
  "DateTimeFormat",
  "Collator",
  "PluralRules",
  "ListFormat",
  "Segmenter",
  "RelativeTimeFormat",
])
  Intl[name] = new Proxy(Intl[name], {
    construct: (made, given) => {
      intl++;
      return new made(...given);
    },
  });
process.send = function (message, ...rest) {
  if (message?.type === process.env.SAY_WHEN) {
    const builtIn = process.moduleLoadList.flatMap((entry) => /^NativeModule (.*)/.exec(entry)?.[1] ?? []);
    const files = Object.keys(require.cache).filter((file) => file !== __filename);
    send.call(this, { type: "loaded", builtIn, files, intl });
  }
  return send.call(this, message, ...rest);
};
