/** What Go says of an address where nothing listens. */
export const REFUSED =
  /dial tcp (?<address>\S+): connect: (?:connection refused|no route to host|network is unreachable)|dial tcp (?<lost>\S+): i\/o timeout/;
