import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';

/** The helpers of src/render/template.ts that a template calls by name. */
const HELPERS = new Set([
  'plain',
  'quote',
  'singleQuote',
  'flow',
  'json',
  'first',
  'has',
  'nested',
  'variable',
  'lookup',
]);

/**
 * A `.hbs` file as a module: a function of the context and of the functions of src/render/template.ts, which returns the
 * text. What handlebars itself compiles a template to is three times as long, and needs its library when it runs.
 * @param {string} file
 */
async function templateModule(file) {
  const source = await readFile(file, 'utf8');
  return `export default (c0, h) => ${textOf(Handlebars.parse(source), [{ context: 'c0' }])};\n`;
}

/**
 * The variables of a block: its context and, in `each`, its key and whether it is the last.
 * @typedef {{context: string, data?: Record<string, string>}} Scope
 */

/**
 * An expression for the text of a part of a template.
 * @param {hbs.AST.Program | undefined} program
 * @param {readonly Scope[]} scopes the innermost first
 * @returns {string}
 */
function textOf(program, scopes) {
  const parts = (program?.body ?? []).map((statement) => statementText(statement, scopes)).filter(Boolean);
  return parts.length === 0 ? "''" : parts.join(' + ');
}

/**
 * @param {hbs.AST.Statement} statement
 * @param {readonly Scope[]} scopes
 */
function statementText(statement, scopes) {
  switch (statement.type) {
    case 'CommentStatement':
      return '';
    case 'ContentStatement':
      return JSON.stringify(/** @type {hbs.AST.ContentStatement} */ (statement).value);
    case 'MustacheStatement': {
      const { path, params } = /** @type {hbs.AST.MustacheStatement} */ (statement);
      return params.length > 0 ? callOf(path, params, scopes) : `h.text(${expressionOf(path, scopes, true)})`;
    }
    case 'BlockStatement':
      return blockText(/** @type {hbs.AST.BlockStatement} */ (statement), scopes);
    default:
      throw new Error(`templates do not have a ${statement.type}`);
  }
}

/**
 * @param {hbs.AST.BlockStatement} block
 * @param {readonly Scope[]} scopes
 */
function blockText({ path, params, program, inverse }, scopes) {
  const isChoice = ['if', 'unless'].includes(/** @type {hbs.AST.PathExpression} */ (path).original);
  if (inverse && !isChoice) throw new Error('templates have {{else}} in if and unless only');
  const value = params.map((param) => expressionOf(param, scopes)).join();
  const context = `c${scopes.length}`;
  switch (/** @type {hbs.AST.PathExpression} */ (path).original) {
    case 'if':
      return `(h.isTrue(${value}) ? ${textOf(program, scopes)} : ${textOf(inverse, scopes)})`;
    case 'unless':
      return `(h.isTrue(${value}) ? ${textOf(inverse, scopes)} : ${textOf(program, scopes)})`;
    case 'with':
      return `h.with(${value}, (${context}) => ${textOf(program, [{ context }, ...scopes])})`;
    case 'each': {
      const data = { key: `k${scopes.length}`, last: `l${scopes.length}` };
      const text = textOf(program, [{ context, data }, ...scopes]);
      return `h.each(${value}, (${context}, ${data.key}, ${data.last}) => ${text})`;
    }
    default:
      throw new Error(`templates do not have blocks of ${JSON.stringify(path)}`);
  }
}

/**
 * @param {hbs.AST.Expression} expression
 * @param {readonly Scope[]} scopes
 * @param {boolean} isNeeded whether it is an error if the value is missing
 * @returns {string}
 */
function expressionOf(expression, scopes, isNeeded = false) {
  switch (expression.type) {
    case 'StringLiteral':
    case 'NumberLiteral':
      return JSON.stringify(/** @type {hbs.AST.StringLiteral} */ (expression).value);
    case 'SubExpression': {
      const { path, params } = /** @type {hbs.AST.SubExpression} */ (expression);
      return callOf(path, params, scopes);
    }
    case 'PathExpression': {
      const { data, depth, parts, original } = /** @type {hbs.AST.PathExpression} */ (expression);
      const [name = '', ...rest] = parts;
      const scope = data ? scopes.find((one) => one.data) : scopes[depth];
      const own = data ? (name === 'root' ? 'c0' : scope?.data?.[name]) : scope?.context;
      if (own === undefined) throw new Error(`there is no ${original} here`);
      const path = data ? rest : parts;
      if (path.length === 0) return own;
      const keys = path.map((part) => JSON.stringify(part)).join();
      return `h.${isNeeded ? 'needed' : 'value'}(${own}, ${keys})`;
    }
    default:
      throw new Error(`templates do not have a ${expression.type}`);
  }
}

/**
 * @param {hbs.AST.Expression} path
 * @param {readonly hbs.AST.Expression[]} params
 * @param {readonly Scope[]} scopes
 */
function callOf(path, params, scopes) {
  const { original: name } = /** @type {hbs.AST.PathExpression} */ (path);
  if (!HELPERS.has(name)) throw new Error(`there is no helper ${name}`);
  return `h.${name}(${params.map((param) => expressionOf(param, scopes)).join()})`;
}

/**
 * esbuild plugin: `import template from '…/name.hbs'` imports the compiled template.
 * @type {import('esbuild').Plugin}
 */
export const handlebarsForEsbuild = {
  name: 'handlebars',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, async (args) => ({
      contents: await templateModule(args.path),
      loader: 'js',
    }));
  },
};

/**
 * The same for Vite, which runs the unit tests from source.
 * @type {import('vitest/config').Plugin}
 */
export const handlebarsForVite = {
  name: 'handlebars',
  async load(id) {
    return id.endsWith('.hbs') ? templateModule(id) : null;
  },
};
