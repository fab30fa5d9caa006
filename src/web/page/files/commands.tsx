import { installCommands } from '../../../render/installCommands.ts';
import { link, shareBase, shareLink } from '../state/link.ts';
import { hasErrors, stack } from '../state/stack.ts';
import { CopyButton } from './copyButton.tsx';

/** A command that wraps between its words only: browsers would also break it after each hyphen of a flag. */
function Words({ text }: { text: string }) {
  return (
    <>
      {text.split(' ').map((word, i) => (
        <>
          {i === 0 ? '' : ' '}
          <span class="word">{word}</span>
        </>
      ))}
    </>
  );
}

function CommandLine({ title, text }: { title: string; text: string }) {
  return (
    <div class="command">
      <div class="bar">
        <h3>{title}</h3>
        <CopyButton text={text} what={title} disabled={hasErrors.value} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>
          {text.split('\n').map((line, i, lines) => (
            <span class="line" key={i}>
              <Words text={line} />
              {i < lines.length - 1 ? '\n' : ''}
            </span>
          ))}
        </code>
      </pre>
    </div>
  );
}

/** A link to the configuration that also works for other people. */
function ShareLink() {
  const { fragment, withheld } = link.value;
  const base = shareBase();
  return (
    <div>
      {base === undefined && fragment === '' ? null : (
        <CommandLine title="Link to this configuration" text={shareLink(base, fragment)} />
      )}
      {base === undefined && fragment !== '' && (
        <p class="dim">
          This page is on your machine only. A colleague runs <code>bindstack web</code> and appends this to
          the address.
        </p>
      )}
      {withheld.length > 0 && (
        <p class="notice">Left out of the link because it may be secret: {withheld.join(', ')}.</p>
      )}
    </div>
  );
}

/** Commands that start and install the files, and a link to this configuration. */
export function Commands() {
  const { config } = stack.value;
  return (
    <section class="commands" aria-labelledby="commands-title">
      <h2 id="commands-title" tabIndex={-1}>
        Next steps
      </h2>
      {config.targets.includes('compose') && (
        <CommandLine title="Start and test with Docker" text="bindstack up --smoke" />
      )}
      {config.targets.includes('helm') && (
        <CommandLine title="Start and test on Kubernetes" text="bindstack up --target helm --smoke" />
      )}
      {config.targets.includes('helm') &&
        installCommands(config).map(({ helm, lines }) => (
          <CommandLine key={helm} title={`Install with ${helm}`} text={lines.join('\n')} />
        ))}
      <ShareLink />
      <p class="dim">
        {config.inference.mode === 'stub'
          ? 'The stub is a small fake of the ImageBind server; its vectors have no meaning.'
          : "ImageBind's license is CC BY-NC-SA 4.0: no commercial use."}
      </p>
    </section>
  );
}
