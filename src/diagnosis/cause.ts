import type { Advice } from './advice.ts';
import { type LineMatch, lastMatch } from './lines.ts';
import type { Role } from './observation.ts';
import type { AnalyzedService, Situation } from './situation.ts';

/** The texts of a diagnosis; see `Diagnosis`. */
export interface Explanation {
  readonly message: string;
  readonly cause: string;
  readonly suggestion: string;
  readonly evidence?: string | undefined;
  /** Set if the diagnosis is about another service than the subject; null for no service. */
  readonly service?: string | null;
}

/** How a diagnosis ranks among others. */
export type Rank =
  /** Explains the failure. */
  | 'cause'
  /** Says only how something ended; dropped if there is a cause. */
  | 'symptom'
  /** Weaviate waits for the inference service; dropped if that service has a fault itself. */
  | 'waiting'
  /** An additional problem that explains no other. */
  | 'additional';

/** A situation with the advice of its target. */
export interface DiagnosisContext extends Situation {
  readonly advice: Advice;
}

/** One possible cause of a failure, looked for in one kind of subject. */
export interface Cause<Subject> {
  readonly code: string;
  readonly rank: Rank;
  find(subject: Subject, context: DiagnosisContext): Explanation | undefined;
}

/** The output of a command or of the engine, line by line. */
export type OutputLines = readonly string[];

/** A cause recognized by one line of output; that line is the evidence unless `explain` returns another. */
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

/** A cause recognized by one line of a service's log; ignored if the service is ready by now. */
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
      const explanation = match && explain(match, service, context);
      return explanation && { evidence: match.line, ...explanation };
    },
  };
}
