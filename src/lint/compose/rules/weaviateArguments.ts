import { CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { isLoopback } from '../../../formats/addresses.ts';
import type { Change } from '../../../yaml/change.ts';
import { changeScalar } from '../../../yaml/change.ts';
import { at, type Located } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { isNetworkUsedByOthers, networkOf } from '../networks.ts';
import { listeningOf } from '../ports.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { variable, weaviatesOf } from '../roles.ts';

/** The command as written in the file, including variables. */
function textOfCommand(command: Located): string {
  return command.place.source.text.slice(command.place.start, command.place.end);
}

export const weaviateArguments: Rule<ComposeProject> = {
  id: 'weaviate-arguments',
  severity: 'error',
  summary:
    'The `command` of Weaviate lacks an argument of the image, or makes Weaviate listen only inside its container.',
  why: 'A command replaces all arguments of the image. Without `--host`, Weaviate listens on localhost, so nothing outside the container can reach REST. Without `--port`, it listens on a random port. Without `--scheme`, it requires a certificate for https and exits.',
  fix: 'Start with the arguments of the image: `["--host", "0.0.0.0", "--port", "8080", "--scheme", "http"]`.',
  evidence:
    'Measured with Weaviate 1.39.3: exit code 1 "the required flags `--tls-certificate` and `--tls-key` were not specified"; adapters/handlers/rest/server.go',
  fixable: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const command = at(weaviate.map, 'command');
      if (command) yield* problems(project, weaviate, command);
    }
  },
};

function* problems(project: ComposeProject, weaviate: ComposeService, command: Located): Generator<Problem> {
  const { place } = command;
  const { name } = weaviate;
  const { host, port, schemes } = listeningOf(weaviate);
  const isWritten = (flag: string) => textOfCommand(command).includes(`--${flag}`);
  const hasCertificate =
    isWritten('tls-certificate') ||
    isWritten('tls-key') ||
    variable(weaviate, 'TLS_CERTIFICATE') !== undefined;
  if (schemes?.includes('https') && !hasCertificate && !isWritten('scheme')) {
    yield {
      place,
      message: `the command of ${name} lacks --scheme http: Weaviate requires a certificate and exits`,
      changes: withArgument(command, '--scheme=http'),
    };
  }
  // Without a scheme, Weaviate exits before it chooses a port.
  if (port === 'random' && !isWritten('port') && !hasCertificate) {
    yield {
      place,
      message: `the command of ${name} lacks --port: Weaviate listens on a random port`,
      changes: withArgument(command, `--port=${CONTAINER_HTTP_PORT}`),
    };
  }
  // A service that uses the same network can reach its localhost.
  if (host === undefined || networkOf(project, weaviate).kind !== 'networks') return;
  if (isNetworkUsedByOthers(project, weaviate) || at(weaviate.map, 'network_mode')) return;
  if (host !== 'localhost' && !isLoopback(host)) return;
  if (isWritten('host')) {
    yield { place, message: `${name} listens on ${host}, which nothing outside its container can reach` };
    return;
  }
  yield {
    place,
    message: `the command of ${name} lacks --host 0.0.0.0: nothing outside its container can reach REST`,
    changes: withArgument(command, '--host=0.0.0.0'),
  };
}

/** Appends an argument to the command. */
function withArgument(command: Located, argument: string): Change[] {
  if (command.kind === 'list') return [{ op: 'append', path: command.path, value: argument }];
  return changeScalar(command, (text) => `${text} ${argument}`);
}
