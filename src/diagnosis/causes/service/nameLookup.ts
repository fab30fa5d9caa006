/** What Go says of a name that leads nowhere; the name server of Docker is 127.0.0.11. */
export const LOOKUP =
  /lookup (?<host>\S+?)(?: on \S+)?: (?:no such host|server misbehaving|.*name resolution)/;
