// The job as a list of commands.

/** The archive's user and the variables of its password, which no option may tell. */
const user = "atcs";
/** Stand for what is known only when the server runs. */
export const unknownPort = "PORT";
export const unknownHostKey = "HOST-KEY";

/**
 * The commands of the job, in their order.
 *
 * Each has a name, a title, the words after `atcs`, and `outputs`: what it writes, below the demo's directory. With `isResumable`
 * the command goes on with what it has left there; all else is removed before it begins again. With `serves` it runs in the
 * background until the command of that name is done.
 */
export function makeSteps(settings) {
  const { train, networks } = settings;
  const { from, to } = settings.simulate;
  const names = Object.keys(networks);
  const archive = `sftp://${user}@127.0.0.1:${unknownPort}/SPACEBORNE`;
  const submissions = ["climatology", ...names];
  return [
    {
      name: "simulate",
      title: "Simulate an archive",
      words: ["simulate", "--out", "archive", ...flags(settings.simulate)],
      outputs: ["archive"],
      isResumable: true,
    },
    {
      name: "serve",
      title: "Serve it over SFTP, as the real one is",
      words: ["serve", "archive", "--user", user, "--host-key", "host-key"],
      outputs: [],
      serves: "generate",
      secret: "ATCS_SERVE_PASSWORD",
    },
    {
      name: "generate",
      title: "Fetch granules and make a dataset of them",
      words: [
        ...["generate", "--archive", archive, "--host-key", unknownHostKey, "--cache-dir", "cache", "--out", "dataset"],
        ...flags({ from, to, ...settings.generate }),
        "--resume",
      ],
      outputs: ["dataset", "cache"],
      isResumable: true,
      secret: "ICARE_PASSWORD",
    },
    {
      name: "split",
      title: "Hold whole half orbits out for validation",
      words: ["split", "dataset", ...flags(settings.split)],
      outputs: ["dataset/default.json"],
    },
    {
      name: "stats",
      title: "Means and standard deviations of the training set",
      words: ["stats", "dataset"],
      outputs: ["dataset/default.stats.json"],
    },
    { name: "validate", title: "Check every instance", words: ["validate", "dataset"], outputs: [] },
    {
      name: "figures",
      title: "Draw the dataset",
      words: ["figures", "dataset", "--out", "figures", ...flags(settings.figures)],
      outputs: ["figures"],
    },
    ...climatologySteps(train.task),
    ...names.flatMap((name) => networkSteps(name, { ...train, ...networks[name] })),
    ...submissions.map(submitStep),
    {
      name: "leaderboard",
      title: "Verify the submissions and compare them",
      words: [
        ...["leaderboard", "build", ...submissions.map((name) => `submissions/${name}`), "--dataset", "dataset"],
        ...["--out", "leaderboard", "--title", "Clouds of held-out half orbits"],
      ],
      outputs: ["leaderboard"],
    },
  ];
}

function climatologySteps(task) {
  return [
    {
      name: "climatology",
      title: "Predict the cloud frequency of each height, without a network",
      words: [
        "predict",
        "--baseline",
        "climatology",
        ...["--dataset", "dataset", "--task", task, "--out", "climatology"],
      ],
      outputs: ["climatology"],
    },
    {
      name: "evaluate climatology",
      title: "Score it",
      words: ["evaluate", "--predictions", "climatology", "--dataset", "dataset"],
      outputs: ["climatology/evaluation"],
    },
  ];
}

function networkSteps(name, options) {
  return [
    {
      name: `train ${name}`,
      title: `Train ${name}`,
      words: ["train", "dataset", "--out", `runs/${name}`, "--network", name, ...flags(options), "--resume"],
      outputs: [`runs/${name}`],
      isResumable: true,
    },
    {
      name: `evaluate ${name}`,
      title: `Score ${name} on the held-out half orbits`,
      words: ["evaluate", "--run", `runs/${name}`, ...flags({ engine: options.engine })],
      outputs: [],
    },
  ];
}

function submitStep(name) {
  const predictions = name === "climatology" ? name : `runs/${name}/predictions/val`;
  return {
    name: `submit ${name}`,
    title: `Submit ${name} to a leaderboard`,
    words: [
      ...["leaderboard", "submit", "--predictions", predictions, "--dataset", "dataset"],
      ...["--name", name, "--out", `submissions/${name}`],
    ],
    outputs: [`submissions/${name}`],
  };
}

/** `{ patchSize: 32, augment: true }` as `--patch-size 32 --augment`. */
export function flags(options) {
  return Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, String(value)];
  });
}
