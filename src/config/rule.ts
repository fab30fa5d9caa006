import type { StackConfig } from '../options/table.ts';
import type { ConfigFinding } from './resolve.ts';
import type { GivenValues } from './source.ts';

/** A fault of a configuration, without the options that it can be mended at. */
type Fault = Omit<ConfigFinding, 'keys'>;
/** What is wrong with several values together. */
export type Rule = (config: StackConfig, given: GivenValues) => Fault | undefined;

export function error(code: string, message: string, suggestion: string, detail?: string): Fault {
  return { code, severity: 'error', message, suggestion, ...(detail !== undefined && { detail }) };
}

export function warning(code: string, message: string, suggestion: string): Fault {
  return { code, severity: 'warning', message, suggestion };
}
