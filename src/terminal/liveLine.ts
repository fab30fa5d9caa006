import type { Ora } from 'ora';

/** A line with a spinner that can be changed, and goes when it is stopped. */
export interface LiveLine {
  show(text: string): void;
  stop(): void;
}

/** Shows a live line on a terminal. The library is read for the first one: most commands and all pipes have none. */
export function liveLine(text: string, stream: NodeJS.WriteStream, color: boolean): LiveLine {
  let shown = text;
  let stopped = false;
  let spinner: Ora | undefined;
  void import('ora').then(({ default: ora }) => {
    if (stopped) return;
    spinner = ora({ text: shown, stream, discardStdin: false, color: color ? 'cyan' : false }).start();
  });
  return {
    show: (now) => {
      shown = now;
      if (spinner) spinner.text = now;
    },
    stop: () => {
      stopped = true;
      spinner?.stop();
    },
  };
}
