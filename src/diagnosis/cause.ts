import type { Advice } from './advice.ts';
import { type LineMatch, lastMatch } from './lines.ts';
import type { Role } from './observation.ts';
import type { AnalyzedService, Situation } from './situation.ts';

/** What a cause says of what it has found; see `Diagnosis`. */
export interface Explanation {
  readonly message: string;
  readonly cause: string;
  readonly suggestion: string;
  readonly evidence?: string | undefined;
  /** Where it is about another service than the one that was looked at; null for none. */
  readonly service?: string | null;
}

/** What an explanation is worth beside others. */
export type Rank =
  /** It explains the failure. */
  | 'cause'
  /** It says only how something ended: nothing beside a cause. */
  | 'symptom'
  /** Weaviate waits for the inference service: nothing beside a fault of that service. */
  | 'waiting'
  /** It is wrong too, and explains nothing else. */
  | 'aside';

/** A situation, and how its target words advice. */
export interface DiagnosisContext extends Situation {
  readonly advice: Advice;
}

/** One thing that can be wrong, seen in one kind of subject. */
export interface Cause<Subject> {
  readonly code: string;
  readonly rank: Rank;
  find(subject: Subject, context: DiagnosisContext): Explanation | undefined;
}

/** What a command or the engine wrote, line by line. */
export type OutputLines = readonly string[];

/** A cause that one line of output gives away; the line is the evidence, unless the cause has another. */
export function fromOutput(
  code: string,
  pattern: RegExp,
  explain: (match: LineMatch, context: DiagnosisContext) => Explanation,
): Cause<OutputLines> {
  return {
    code,
    rank: 'cause',
    find(lines, context) {
      const match = lastMatch(lines, pattern);
      return match && { evidence: match.line, ...explain(match, context) };
    },
  };
}

/** A cause that one line of the log of a service gives away, unless the service has become ready after all. */
export function fromLog(
  code: string,
  roles: readonly Role[],
  pattern: RegExp,
  explain: (match: LineMatch, service: AnalyzedService, context: DiagnosisContext) => Explanation | undefined,
): Cause<AnalyzedService> {
  return {
    code,
    rank: 'cause',
    find(service, context) {
      if (service.isReady || !roles.includes(service.role)) return undefined;
      const match = lastMatch(service.lines, pattern);
      const explained = match && explain(match, service, context);
      return explained && { evidence: match.line, ...explained };
    },
  };
}
