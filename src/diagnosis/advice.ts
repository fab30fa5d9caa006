import { shellWord } from '../formats/quoting.ts';
import { type AnalyzedService, holdsModel, type Situation } from './situation.ts';

/**
 * The remedies of one target: the causes are the same for all targets, but the commands, files and keys are not. Each
 * target has its own in `targets/TARGET/advice.ts`. Texts start in lower case and have no final period, because causes
 * combine them.
 */
export interface Advice {
  /** The program whose error output is searched for causes. */
  readonly program: 'docker' | 'helm' | 'none';
  /** The settings file that `bindstack add` and `bindstack validate` read; undefined if the target has none. */
  readonly file: string | undefined;

  // Starting the stack.

  /** The `bindstack up` command of this target. */
  readonly up: string;
  /** After a launch that was interrupted. */
  readonly afterInterruption: string;
  /** How to allow more time for the start. */
  readonly moreTime: string;
  /** How to let the model load longer before failed health checks count. */
  readonly longerStartPeriod: string;
  /** How to make Weaviate use a changed .env. */
  readonly applyEnv: string;
  /** How to start with different flags. */
  withFlags(flags: string): string;
  restart(service: string): string;

  // Finding out more.

  /** For a failure that belongs to no single service. */
  readonly moreDetails: string;
  /** The command that shows how much CPU a service uses. */
  readonly cpuUsage: string;
  /** The command that shows a service's log. */
  logs(service: string): string;
  /** How to find out why a service was killed. */
  killed(service: AnalyzedService): string;
  /** What to do about a service that keeps crashing, besides reading its log. */
  crashLoop(service: AnalyzedService): string;

  // Weaviate's settings.

  /** An environment variable, as the settings of this target write it. */
  variable(name: string, value: string): string;
  /** How to enable a module. */
  enableModule(name: string): string;
  /** The setting that turns anonymous access off. */
  readonly anonymousAccessOff: string;
  /** For a setting that Weaviate rejects without naming it. */
  readonly checkSettings: string;
  /** For data that belongs to a node with a different name. */
  readonly nodeNameChanged: string;
  /** What may be using the port that a service needs; a complete sentence. */
  readonly portOwner: string;
  /** How to use another port for Weaviate's cluster; `stop` says how to stop the program that uses the port. */
  otherClusterPort(stop: string): string;

  // The inference service.

  /** The setting that must point to it. */
  readonly inferenceAddress: string;
  /** The host name that Weaviate uses for it does not exist. */
  readonly inferenceName: string;
  /** Nothing responds at the address that Weaviate uses for it. */
  startInference(address: string): string;
  /** It may still be loading its model; with an `address`, that address may also be wrong. */
  inferenceLoading(service: string, address: string | undefined): string;
  /** Its container or process is not running. */
  inferenceStopped(service: string): string;
  /** It was running and has disappeared. */
  inferenceGone(service: string): string;

  // Memory, disk and CPU.

  /** For a service with too little memory. */
  moreMemory(service: AnalyzedService): string;
  /** For an inference service that ran out of memory after it was ready. */
  reduceMemoryUse(service: AnalyzedService): string;
  /** A service cannot write because the disk is full. */
  readonly diskFull: string;
  /** Weaviate has stopped writing because the disk is nearly full. */
  readonly diskNearlyFull: string;
  /** Where Weaviate's data must be. */
  readonly dataDirectory: string;
  /** For data that belongs to another user. */
  readonly dataOwner: string;
  /** For data on a read-only file system. */
  readonly dataReadOnly: string;
  /** For a program built for another CPU architecture. */
  wrongPlatform(service: AnalyzedService): string;
}

/** Makes the advice for one situation. Pure. */
export type AdviceFor = (situation: Situation) => Advice;

/** Advice for a generated file, followed by the key to change in a file that bindstack did not generate. */
export function orInOwnFile(advice: string, key: string): string {
  return `${advice}; in your own file: ${key}`;
}

/** Appended to advice on a missing key that `bindstack add` sets; empty if the target has no settings file. */
export function addCommandHint({ file }: Advice): string {
  return file === undefined ? '' : `; to add it: bindstack add ${file}`;
}

/** Appended to advice on a key that `validate --fix` corrects; empty if the target has no settings file. */
export function fixCommandHint({ file }: Advice): string {
  return file === undefined ? '' : `; to fix it: bindstack validate --fix ${file}`;
}

const GIB = 1024 ** 3;

/** The memory that the documentation of multi2vec-bind requires. */
const DOCUMENTED_BYTES = 12 * GIB;

/** Bytes to try next for a service with too little memory: the usual size, or 1.5 times its limit if that is more. */
export function suggestedMemory(service: AnalyzedService): number {
  const usual = service.role === 'weaviate' ? 4 * GIB : holdsModel(service) ? DOCUMENTED_BYTES : GIB;
  return Math.max(usual, Math.ceil(((service.memoryLimit ?? 0) * 1.5) / GIB) * GIB);
}

/** `kubectl WORDS` for the cluster in question. */
export function kubectlForCluster({ observation: { cluster } }: Situation, words: string): string {
  return `kubectl${cluster?.context === undefined ? '' : ` --context ${shellWord(cluster.context)}`} ${words}`;
}

/** The namespace of the release, or a placeholder if it is not known. */
export function namespaceOf({ observation }: Situation): string {
  return observation.cluster?.namespace ?? 'NAMESPACE';
}

/** `kubectl WORDS` in the namespace of the release. */
export function kubectl(situation: Situation, words: string): string {
  return kubectlForCluster(situation, `-n ${namespaceOf(situation)} ${words}`);
}
