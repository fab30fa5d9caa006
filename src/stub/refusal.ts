/** A request that is answered with something else than its result: an HTTP status and a JSON body. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`${status} ${JSON.stringify(body)}`);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

/** An item that cannot be vectorized. The real server answers 500 with the text of its exception (app.py). */
export class MediaFault extends Refusal {
  constructor(text: string) {
    super(500, { error: text });
    this.name = 'MediaFault';
  }
}
