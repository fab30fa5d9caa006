import { replayCommand } from '../../../options/replay.ts';
import { installCommands } from '../../../render/installCommands.ts';
import { link, linkAddress } from '../state/address.ts';
import { isBroken, stack } from '../state/stack.ts';
import { CopyButton } from './copyButton.tsx';

function CommandLine({ title, text }: { title: string; text: string }) {
  return (
    <div class="command">
      <div class="bar">
        <h3>{title}</h3>
        <CopyButton text={text} what={title} disabled={isBroken.value} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </div>
  );
}

/** What to do with the files, and how to get them again. */
export function Commands() {
  const { config, values } = stack.value;
  const { withheld } = link.value;
  return (
    <section class="commands" aria-labelledby="commands-title">
      <h2 id="commands-title">Commands</h2>
      <CommandLine title="The same files by command" text={replayCommand(values, ['--save'])} />
      {config.targets.includes('compose') && (
        <CommandLine title="Start with Docker, and prove it" text="bindstack up --smoke" />
      )}
      {config.targets.includes('helm') && (
        <CommandLine title="Start on Kubernetes, and prove it" text="bindstack up --target helm --smoke" />
      )}
      {config.targets.includes('helm') &&
        installCommands(config).map(({ helm, lines }) => (
          <CommandLine key={helm} title={`Install with ${helm}`} text={lines.join('\n')} />
        ))}
      <CommandLine title="A link to these answers" text={linkAddress.value} />
      {withheld.length > 0 && (
        <p class="notice">Not in the link, since it may be secret: {withheld.join(', ')}.</p>
      )}
      <p class="dim">
        {config.inference.mode === 'stub'
          ? 'The stand-in is not ImageBind: its vectors have no meaning.'
          : "ImageBind's licence is CC BY-NC-SA 4.0: not for commercial use."}
      </p>
    </section>
  );
}
