import type { Ora } from 'ora';

/** A line with a spinner; its text can change, and it disappears when stopped. */
export interface LiveLine {
  show(text: string): void;
  stop(): void;
}

/** Shows a live line on a terminal. The library is loaded on first use: most commands do not need it. */
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
