/** Asks the user questions; each promise rejects with Failure `interrupted` on Ctrl-C. */
export interface Prompt {
  select(question: {
    message: string;
    /** `short` is shown after the question once it is answered. */
    choices: readonly { value: string; name: string; short: string }[];
    default: string;
    /** The number of lines for a list that scrolls; 7 by default. */
    pageSize?: number;
  }): Promise<string>;
  checkbox(question: {
    message: string;
    choices: readonly { value: string; name: string; checked: boolean }[];
    validate: (values: readonly string[]) => true | string;
  }): Promise<readonly string[]>;
  input(question: {
    message: string;
    default: string;
    validate: (text: string) => true | string;
  }): Promise<string>;
  confirm(question: { message: string; default: boolean }): Promise<boolean>;
}
