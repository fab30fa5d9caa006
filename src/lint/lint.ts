import { lazy } from '../formats/lazy.ts';
import { memoized } from '../yaml/cache.ts';
import { KeyIndex } from '../yaml/changedDocument.ts';
import { type LocatedTree, locate } from '../yaml/located.ts';
import { type Place, parseSource, positionOf, type Source } from '../yaml/source.ts';
import { ruleOf } from './allRules.ts';
import { collectionsIn, type ServerDefaults } from './collection/collectionDefinition.ts';
import { collectionProblems } from './collection/collectionProblems.ts';
import { COLLECTION_RULES } from './collection/collectionRules.ts';
import { readComposeFiles } from './compose/composeFile.ts';
import { composeFileProblems } from './compose/composeFileSchema.ts';
import { COMPOSE_RULES } from './compose/composeRules.ts';
import { NO_REFERENCED_FILES, type ReferencedFiles } from './compose/environment.ts';
import type { Variables } from './compose/interpolate.ts';
import { type ComposeProject, mergeProject } from './compose/project.ts';
import { mergeSharedFindings } from './compose/sharedFindings.ts';
import { configProblems } from './config/configProblems.ts';
import { disabledRulesIn } from './disable.ts';
import { pageOf } from './documentation.ts';
import { kindOf } from './kind.ts';
import { type Kind, type LocatedFinding, type Problem, type Rule, suggestionOf } from './rule.ts';
import { readValuesFile, valuesOrRoot } from './values/valuesFile.ts';
import { unreadValuesProblems, valuesProblems } from './values/valuesProblems.ts';
import { VALUES_RULES } from './values/valuesRules.ts';

/** A file to check, with everything it may refer to. */
export interface LintInput {
  readonly name: string;
  readonly text: string;
  /** Detected if not given. */
  readonly kind?: Kind | undefined;
  /** Compose files to merge over this one, in this order. */
  readonly overrides?: readonly { readonly name: string; readonly text: string }[];
  readonly variables?: Variables;
  readonly beside?: ReferencedFiles;
  readonly weaviateVersion?: string | undefined;
  /** For collections: what the other files of this run say about the servers. */
  readonly server?: ServerDefaults | undefined;
}

export interface LintResult {
  /** Undefined if the kind was not recognized. */
  readonly kind: Kind | undefined;
  readonly findings: readonly LocatedFinding[];
}

interface RuleProblem extends Problem {
  readonly rule: string;
}

/** The first document of a file. */
interface Parsed {
  readonly source: Source;
  readonly tree: LocatedTree;
}

/** The checks of each kind of file. Compose files are parsed together with the files they refer to, others once. */
const CHECKS: Readonly<Record<Kind, (input: LintInput, parsed: () => Parsed) => Iterable<RuleProblem>>> = {
  compose: checkCompose,
  values: checkValues,
  collection: checkCollections,
  config: checkConfig,
};

/** Finds every problem in a file. Pure: files that it refers to are read through `beside`. */
export function lint(input: LintInput): LintResult {
  const parsed = lazy(() => {
    const source = parseSource(input.name, input.text);
    return { source, tree: locate(source) };
  });
  const kind = input.kind ?? kindOf(parsed().source, parsed().tree);
  const found = kind === undefined ? checkUnknown(parsed()) : CHECKS[kind](input, parsed);
  return { kind, findings: findingsOf(withoutDuplicates([...found])) };
}

function* checkUnknown({ source, tree }: Parsed): Generator<RuleProblem> {
  yield* disableCommentProblems(source);
  yield* syntaxProblems(source, tree);
}

/** Only what makes Compose reject a project: as `lint`, without its rules. */
export function composeFaults(input: LintInput): LintResult {
  const { faults } = readProject(input);
  return { kind: 'compose', findings: findingsOf(withoutDuplicates([...faults])) };
}

/** A bindstack.yaml has its own messages, also for syntax errors. */
function* checkConfig(_: LintInput, parsed: () => Parsed): Generator<RuleProblem> {
  const { source, tree } = parsed();
  yield* disableCommentProblems(source);
  yield* configProblems(source, tree.root);
}

function* checkCollections(
  { weaviateVersion, server }: LintInput,
  parsed: () => Parsed,
): Generator<RuleProblem> {
  const { source, tree } = parsed();
  yield* checkUnknown(parsed());
  if (hasSyntaxFault(source, tree)) return;
  for (const collection of collectionsIn(tree.root, weaviateVersion, server)) {
    yield* collectionProblems(collection);
    yield* runRules(COLLECTION_RULES, collection);
  }
}

function* checkValues(_: LintInput, parsed: () => Parsed): Generator<RuleProblem> {
  const { source, tree } = parsed();
  yield* disableCommentProblems(source);
  const file = readValuesFile(source, tree);
  for (const one of file.trees) yield* syntaxProblems(one.source, one.tree);
  if (file.trees.some((one) => hasSyntaxFault(one.source, one.tree))) return;
  yield* unreadValuesProblems(file);
  for (const values of valuesOrRoot(file)) {
    yield* valuesProblems(values);
    yield* runRules(VALUES_RULES, values);
  }
}

function* syntaxProblems(source: Source, tree: LocatedTree): Generator<RuleProblem> {
  for (const { rule, message, start, end } of source.faults)
    yield { rule, message, place: { source, start, end } };
  for (const { message, place } of tree.faults) yield { rule: 'yaml-syntax', message, place };
}

function* checkCompose(input: LintInput): Generator<RuleProblem> {
  for (const problem of checkProject(input)) yield withoutLossyFix(problem);
}

function* checkProject(input: LintInput): Generator<RuleProblem> {
  const { project, faults } = readProject(input);
  yield* faults;
  if (project.faults.some(({ rule }) => rule === 'yaml-syntax')) return;
  yield* mergeSharedFindings(
    runRules(COMPOSE_RULES, project),
    project.services.map((service) => service.name),
  );
}

/** A Compose project, and why Compose rejects it. */
function readProject({
  name,
  text,
  overrides = [],
  variables = new Map(),
  beside = NO_REFERENCED_FILES,
}: LintInput): { readonly project: ComposeProject; readonly faults: readonly RuleProblem[] } {
  const files = [{ name, text }, ...overrides].flatMap((file) =>
    readComposeFiles(file.name, file.text, variables),
  );
  const project = mergeProject(files, variables, beside);
  // After a syntax error, values may be misread.
  const isRead = !project.faults.some(({ rule }) => rule === 'yaml-syntax');
  const inFiles = isRead
    ? files.flatMap((file) => [...disableCommentProblems(file.source), ...composeFileProblems(file)])
    : [];
  return { project, faults: [...project.faults, ...inFiles] };
}

/** After a syntax error, values may be misread, so the rules do not run. */
function hasSyntaxFault({ faults }: Source, tree: LocatedTree): boolean {
  return tree.faults.length > 0 || faults.some(({ rule }) => rule === 'yaml-syntax');
}

/** Finds comments that disable a rule that does not exist. */
function* disableCommentProblems(source: Source): Generator<RuleProblem> {
  for (const { name, hint, start } of disabledRulesIn(source).unknown) {
    yield {
      rule: 'disable-comment',
      place: { source, start, end: start + name.length },
      message: `there is no rule ${name}: this comment has no effect`,
      ...(hint !== undefined && { suggestion: hint }),
    };
  }
}

function* runRules<S>(rules: readonly Rule<S>[], subject: S): Generator<RuleProblem> {
  for (const rule of rules) for (const problem of rule.check(subject)) yield { ...problem, rule: rule.id };
}

/** A value behind an anchor is checked each time it is used, but reported only once. */
function withoutDuplicates(found: readonly RuleProblem[]): RuleProblem[] {
  const seen = new Set<string>();
  return found.filter(({ rule, place, message }) => {
    const key = `${rule}\n${place.source.name}\n${place.start}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function findingsOf(found: readonly RuleProblem[]): LocatedFinding[] {
  const sources = [...new Set(found.map(({ place }) => place.source))];
  const disabled = new Map(sources.map((source) => [source.name, disabledRulesIn(source)]));
  return found
    .map((problem) => findingOf(problem.rule, problem))
    .filter(({ rule, file, line }) => !disabled.get(file)?.isDisabled(rule, line))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A problem as reports show it. */
function findingOf(
  id: string,
  { place, message, suggestion, severity, changes = [] }: Problem,
): LocatedFinding {
  const rule = ruleOf(id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return {
    rule: id,
    severity: severity ?? rule.severity,
    file: place.source.name,
    ...positionOf(firstLine(place)),
    message,
    suggestion: suggestion ?? suggestionOf(rule),
    fixable: changes.length > 0,
    docs: pageOf(id),
    source: place.source,
    changes,
  };
}

const keyIndexOf = memoized(({ document }: Source) => new KeyIndex(document));

/** Removes the fix if it would replace a variable with its current value. */
function withoutLossyFix(problem: RuleProblem): RuleProblem {
  const { source } = problem.place;
  const { text } = source;
  const isLost = problem.changes?.some((change) => {
    const old = change.op === 'set' ? keyIndexOf(source).nodeAt(change.path) : undefined;
    if (change.op !== 'set' || !old?.range) return false;
    const kept = variableNames(JSON.stringify(change.value) ?? '');
    return variableNames(text.slice(old.range[0], old.range[1])).some((name) => !kept.includes(name));
  });
  return isLost ? { ...problem, changes: [] } : problem;
}

/** The names of the Compose variables in a text. */
function variableNames(text: string): string[] {
  return [...text.replaceAll('$$', '').matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
}

/**
 * The first line of a place, without its line break: a block would otherwise end on the line after it. Line ends are
 * looked up, because a line of a megabyte can have thousands of findings.
 */
function firstLine({ source, start, end }: Place): Place {
  const { lineStarts } = source.lines;
  const next = lineStarts[source.lines.linePos(start).line || 1];
  if (next === undefined || next > end) return { source, start, end };
  const lineBreak = source.text[next - 2] === '\r' ? next - 2 : next - 1;
  return { source, start, end: Math.max(start, lineBreak) };
}
