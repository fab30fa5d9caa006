import type { ComposeProject } from '../../documents/compose/project.ts';
import type { Rule } from '../rule.ts';
import { bindWaitForStartup } from './bindWaitForStartup.ts';

/** The rules for this kind of file, in the order of the documentation. */
export const COMPOSE_RULES: readonly Rule<ComposeProject>[] = [bindWaitForStartup];
