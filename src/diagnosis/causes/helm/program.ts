import type { Cause, Said } from '../../cause.ts';
import { lastMatch } from '../../lines.ts';

const INSTALL: Readonly<Record<string, string>> = {
  helm: 'https://helm.sh/docs/intro/install/ (3.8 or newer)',
  kubectl: 'https://kubernetes.io/docs/tasks/tools/',
};

function missing(program: 'helm' | 'kubectl'): Cause<Said> {
  const words = new RegExp(
    `(?:^|\\s)${program}: (?:command )?not found|command not found: ${program}|spawn ${program}(?:\\.exe)? ENOENT`,
  );
  return {
    code: `no-${program}`,
    weight: 'cause',
    find(lines, { observation: { command } }) {
      const match = lastMatch(lines, words);
      const isIt = command?.notFound === true && command.line?.startsWith(program) === true;
      if (!match && !isIt) return undefined;
      return {
        service: null,
        message: `${program} is not installed`,
        cause: `There is no program ${program} on the PATH.`,
        evidence: match?.line,
        suggestion: `install it: ${INSTALL[program]}`,
      };
    },
  };
}

export const noHelm = missing('helm');
export const noKubectl = missing('kubectl');
