import { shellWord } from '../formats/quoting.ts';
import { type AnalyzedService, holdsModel, type Situation } from './situation.ts';

/**
 * How a target words what to do: the commands, files and keys differ, the causes do not. Each target has one in
 * `targets/TARGET/advice.ts`. Texts begin in lower case and end without a full stop, because causes join them.
 */
export interface Advice {
  /** Whose words a failed command speaks, which decides the causes that are looked for in them. */
  readonly program: 'docker' | 'helm' | 'none';
  /** The file with the settings, which `bindstack add` and `bindstack validate` read; undefined where there is none. */
  readonly file: string | undefined;

  // How to start.

  /** How `bindstack up` is called. */
  readonly up: string;
  /** After a launch that was interrupted. */
  readonly afterInterruption: string;
  /** How to give a start more time. */
  readonly moreTime: string;
  /** How to let the model load longer before its health check counts. */
  readonly longerStartPeriod: string;
  /** How Weaviate gets the values of a changed .env. */
  readonly applyEnv: string;
  /** How to start with other flags. */
  withFlags(flags: string): string;
  restart(service: string): string;

  // Where to see more.

  /** Of a failure that belongs to no service. */
  readonly moreDetails: string;
  /** What shows the CPU that a service takes. */
  readonly cpuUsage: string;
  /** The log of a service. */
  logs(service: string): string;
  /** How a service ended that somebody or something killed. */
  killed(service: AnalyzedService): string;
  /** What to do about a service that ends again and again, beside reading its log. */
  crashLoop(service: AnalyzedService): string;

  // Settings of Weaviate.

  /** A variable, in the form and the place that the files have for it. */
  variable(name: string, value: string): string;
  /** How a module is enabled. */
  enableModule(name: string): string;
  /** What turns anonymous access off. */
  readonly anonymousAccessOff: string;
  /** For a setting that Weaviate refuses without naming it. */
  readonly checkSettings: string;
  /** For data that belongs to a node of another name. */
  readonly nodeNameChanged: string;
  /** Who may have the port that a service wants to open; a sentence of its own. */
  readonly portOwner: string;
  /** Another port for the cluster of Weaviate; `stop` says how to stop the program that has it. */
  otherClusterPort(stop: string): string;

  // The inference service.

  /** What must lead to it. */
  readonly inferenceAddress: string;
  /** Weaviate looks for it under a name that does not exist. */
  readonly inferenceName: string;
  /** Nothing answers at the address where Weaviate looks for it. */
  startInference(address: string): string;
  /** It may still load its model; `address` where it may also listen elsewhere. */
  inferenceLoading(service: string, address: string | undefined): string;
  /** Its container or process does not run. */
  inferenceStopped(service: string): string;
  /** It ran before, and is gone. */
  inferenceGone(service: string): string;

  // Memory, disk and processor.

  /** For a service that has too little memory. */
  moreMemory(service: AnalyzedService): string;
  /** For an inference service that ran out of memory while it worked. */
  reduceMemoryUse(service: AnalyzedService): string;
  /** A service cannot write, because the disk is full. */
  readonly diskFull: string;
  /** Weaviate writes no more, because the disk is nearly full. */
  readonly diskNearlyFull: string;
  /** Where Weaviate's data is. */
  readonly dataDirectory: string;
  /** For data that belongs to another user. */
  readonly dataOwner: string;
  /** For data on a file system that is mounted read-only. */
  readonly dataReadOnly: string;
  /** For a program that is made for another processor. */
  wrongPlatform(service: AnalyzedService): string;
}

/** Words the advice for one situation. Pure. */
export type AdviceFor = (situation: Situation) => Advice;

/** Where to change a setting that bindstack writes, also in a file of the user's own. */
export function orInOwnFile(advice: string, key: string): string {
  return `${advice}; in a file of your own: ${key}`;
}

/** That bindstack sets a missing key itself, to append to an advice; empty where there is no file to set it in. */
export function addCommandHint({ file }: Advice): string {
  return file === undefined ? '' : `; bindstack add ${file} does it`;
}

/** The same of a key that `validate` corrects. */
export function fixCommandHint({ file }: Advice): string {
  return file === undefined ? '' : `; bindstack validate --fix ${file} mends it`;
}

const GIB = 1024 ** 3;

/** What the documentation of multi2vec-bind asks for. */
const DOCUMENTED_BYTES = 12 * GIB;

/** Bytes to try next for a service that has too little memory: the usual size, or half as much again. */
export function suggestedMemory(service: AnalyzedService): number {
  const usual = service.role === 'weaviate' ? 4 * GIB : holdsModel(service) ? DOCUMENTED_BYTES : GIB;
  return Math.max(usual, Math.ceil(((service.memoryLimit ?? 0) * 1.5) / GIB) * GIB);
}

/** `kubectl WORDS`, on the cluster of the situation. */
export function kubectlForCluster({ observation: { cluster } }: Situation, words: string): string {
  return `kubectl${cluster?.context === undefined ? '' : ` --context ${shellWord(cluster.context)}`} ${words}`;
}

/** The namespace of the release, or the word for it. */
export function namespaceOf({ observation }: Situation): string {
  return observation.cluster?.namespace ?? 'NAMESPACE';
}

/** `kubectl WORDS` in that namespace. */
export function kubectl(situation: Situation, words: string): string {
  return kubectlForCluster(situation, `-n ${namespaceOf(situation)} ${words}`);
}
