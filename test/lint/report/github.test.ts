import { describe, expect, it } from 'vitest';
import { presentable } from '../../../src/formats/presentable.ts';
import { githubFindings } from '../../../src/lint/report/github.ts';
import { fc, PROPERTY_TIMEOUT } from '../../support/properties.ts';
import { anyText } from './anyText.ts';
import { findingOf, REPORT } from './findings.ts';

/** Parses a command like the runner (actions/runner, src/Runner.Common/ActionCommand.cs). */
function read(line: string) {
  const [, name, list = '', words = ''] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const properties = Object.fromEntries(
    list.split(',').map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), property(entry.slice(at + 1))];
    }),
  );
  return { name, properties, message: data(words) };
}

describe('GitHub workflow commands', () => {
  it('are one line per finding', () => {
    expect(`\n${githubFindings(REPORT)}\n`).toBe(`
::error file=docker-compose.yml,line=4,col=27,endLine=4,endColumn=44,title=config-file::\`BIND_INFERENCE_API\` names a host that is not a service: bind%0Afix: use the name of the service that runs multi2vec-bind
::warning file=docker-compose.yml,line=5,col=7,endLine=5,endColumn=28,title=bind-wait-for-startup::\`BIND_WAIT_FOR_STARTUP\` does not exist & does <nothing>%0Afix: remove it
::notice file=stack/collection.json,line=1,col=10,endLine=1,endColumn=17,title=disable-comment::something to know
::error file=gone.yml,line=1,col=1,endLine=1,endColumn=1,title=unreadable-file::gone.yml does not exist%0Afix: name a file that exists
`);
  });

  it('are empty without findings', () => {
    expect(githubFindings({ findings: [], files: 3 })).toBe('');
  });

  it('have no columns if the range has several lines', () => {
    const finding = findingOf({ line: 2, column: 3, endLine: 4, endColumn: 5 });
    expect(githubFindings({ findings: [finding], files: 1 })).toBe(
      '::error file=docker-compose.yml,line=2,endLine=4,title=bind-wait-for-startup::the message',
    );
  });

  it(
    'are parsed back correctly, whatever a file contains',
    () => {
      fc.assert(
        fc.property(anyText, anyText, fc.option(anyText, { nil: undefined }), (file, message, suggestion) => {
          const text = githubFindings({ findings: [findingOf({ file, message, suggestion })], files: 1 });
          expect(text).not.toMatch(/[\r\n]/);
          expect(read(text)).toEqual({
            name: 'error',
            properties: {
              file: presentable(file, false),
              line: '1',
              col: '1',
              endLine: '1',
              endColumn: '1',
              title: 'bind-wait-for-startup',
            },
            message: presentable(
              suggestion === undefined ? message : `${message}\nfix: ${suggestion}`,
              false,
            ),
          });
        }),
      );
    },
    PROPERTY_TIMEOUT,
  );
});
