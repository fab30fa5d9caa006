import type { Shell } from './shells.ts';

/** A flag to complete. */
export interface CompletionFlag {
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** The possible values; if empty, the shell completes file names. */
  readonly words: readonly string[];
}

export interface CompletionTree {
  readonly commands: readonly {
    readonly name: string;
    readonly description: string;
    /** Subcommands, and the possible values of arguments. */
    readonly words: readonly string[];
    readonly flags: readonly CompletionFlag[];
  }[];
  readonly globals: readonly CompletionFlag[];
}

function names(flags: readonly { readonly name: string }[]): string {
  return [...new Set(flags.map(({ name }) => name))].join(' ');
}

/** A flag with its possible values, and the commands that have these; `*` if they are the same everywhere. */
interface WordFlag {
  readonly flag: string;
  readonly words: string;
  readonly commands: readonly string[];
}

function flagsWithWords({ commands }: CompletionTree): WordFlag[] {
  const byFlag = new Map<string, Map<string, string[]>>();
  for (const command of commands) {
    for (const { name, words } of command.flags) {
      if (words.length === 0) continue;
      const byWords = byFlag.get(name) ?? new Map<string, string[]>();
      byFlag.set(name, byWords);
      const list = words.join(' ');
      byWords.set(list, [...(byWords.get(list) ?? []), command.name]);
    }
  }
  return [...byFlag].flatMap(([flag, byWords]) =>
    [...byWords].map(([words, users]) => ({ flag, words, commands: byWords.size === 1 ? ['*'] : users })),
  );
}

/** Flags that take any value: the shell completes file names. */
function freeFlags(tree: CompletionTree): string[] {
  const listed = new Set(flagsWithWords(tree).map(({ flag }) => flag));
  const taking = tree.commands.flatMap(({ flags }) => flags).filter(({ takesValue }) => takesValue);
  return [...new Set(taking.map(({ name }) => name))].filter((name) => !listed.has(name));
}

function bash(tree: CompletionTree): string {
  const words = flagsWithWords(tree).map(({ flag, words: list, commands: users }) => {
    const pattern = users.map((user) => `${user}:${flag}`).join('|');
    // In a list, the part after the last comma is completed.
    return `    ${pattern}) COMPREPLY=($(compgen -P "$prefix" -W "${list}" -- "\${cur##*,}")); return ;;`;
  });
  const commands = tree.commands.map(
    ({ name, words: own, flags }) => `    ${name}) words="${[...own, names(flags)].join(' ')}" ;;`,
  );
  const free = freeFlags(tree).map((flag) => `*:${flag}`);
  const valued = tree.globals.filter(({ takesValue }) => takesValue).map(({ name }) => name);
  return `# bash completion for bindstack. Use it with: eval "$(bindstack completion bash)"
_bindstack() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" prefix="" words word before=""
  [[ $cur == *,* ]] && prefix="\${cur%,*},"
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    # The word after a global flag with a value is not a command.
    case "$before" in ${valued.join('|')}) before=""; continue ;; esac
    before="$word"
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  case "$command:$prev" in
${words.join('\n')}
    # Complete file names only here: a directory named images must not turn the command into a path.
    ${free.join('|')}) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  case "$command" in
${commands.join('\n')}
    *) words="${names(tree.commands)} ${names(tree.globals)}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _bindstack bindstack
`;
}

/** Text for single quotes in zsh, with the special characters of `_arguments` and `_describe` escaped. */
function zshText(text: string): string {
  return text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
}

function zsh(tree: CompletionTree): string {
  const flag = ({ name, description, takesValue, words }: CompletionFlag) => {
    const value = words.length > 0 ? `:word:_values -s , word ${words.join(' ')}` : ':value:_files';
    return `'*${name}[${zshText(description)}]${takesValue ? value : ''}'`;
  };
  const commands = tree.commands.map(({ name, words, flags }) => {
    const own = words.length > 0 ? [`'1:word:(${words.join(' ')})'`] : [];
    return `    ${name}) _arguments ${[...own, ...flags.map(flag)].join(' \\\n      ')} ;;`;
  });
  return `#compdef bindstack
# zsh completion for bindstack. Use it with: eval "$(bindstack completion zsh)"
_bindstack() {
  local line state
  _arguments -C ${tree.globals.map(flag).join(' \\\n    ')} \\
    '1:command:->command' '*::argument:->argument'
  case "$state" in
  command)
    local -a commands=(
${tree.commands.map(({ name, description }) => `      '${name}:${zshText(description)}'`).join('\n')}
    )
    _describe command commands ;;
  argument)
    case "\${line[1]}" in
${commands.join('\n')}
    esac ;;
  esac
}
compdef _bindstack bindstack
`;
}

function fish(tree: CompletionTree): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const none = '__fish_use_subcommand';
  const flagLine = (flag: CompletionFlag, where: string) => {
    const value =
      flag.words.length > 0 ? `-x -a ${quoted(flag.words.join(' '))} ` : flag.takesValue ? '-r ' : '';
    return `complete -c bindstack ${where} -l ${flag.name.slice(2)} ${value}-d ${quoted(flag.description)}`;
  };
  const globals = tree.globals.map((flag) => flagLine(flag, `-n ${none}`));
  const lines = tree.commands.flatMap(({ name, description, words, flags }) => {
    const here = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c bindstack -f -n ${none} -a ${name} -d ${quoted(description)}`,
      ...(words.length > 0 ? [`complete -c bindstack -f ${here} -a ${quoted(words.join(' '))}`] : []),
      ...flags.map((flag) => flagLine(flag, here)),
    ];
  });
  return `# fish completion for bindstack. Use it with: bindstack completion fish | source\n${[...globals, ...lines].join('\n')}\n`;
}

function powershell(tree: CompletionTree): string {
  const list = (words: Iterable<string>) =>
    [...words].map((word) => `'${word.replaceAll("'", "''")}'`).join(', ');
  const ofCommands = tree.commands.map(
    ({ name, words, flags }) =>
      `    '${name}' = @(${list(new Set([...words, ...flags.map((flag) => flag.name)]))})`,
  );
  const ofFlags = flagsWithWords(tree).flatMap(({ flag, words, commands }) =>
    commands.map((command) => `    '${command} ${flag}' = @(${list(words.split(' '))})`),
  );
  return `# PowerShell completion for bindstack. Use it with: bindstack completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName bindstack -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = @{
${ofCommands.join('\n')}
  }
  $values = @{
${ofFlags.join('\n')}
  }
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -ne '' -and $words.Count -gt 0) { $words = @($words | Select-Object -SkipLast 1) }
  $command = $words | Where-Object { $_ -notlike '-*' } | Select-Object -First 1
  $last = if ($words.Count -gt 0) { $words[-1] }
  $candidates = if ($values.ContainsKey("* $last")) { $values["* $last"] }
    elseif ($values.ContainsKey("$command $last")) { $values["$command $last"] }
    elseif ($command -and $commands.ContainsKey($command)) { $commands[$command] }
    else { $commands.Keys }
  $candidates | Where-Object { $_ -like "$wordToComplete*" } | Sort-Object | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

/** The completion script for each shell, generated from the commands. */
export const scripts: Readonly<Record<Shell, (tree: CompletionTree) => string>> = {
  bash,
  zsh,
  fish,
  powershell,
};
