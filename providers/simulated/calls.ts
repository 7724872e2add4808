/** Calls under way to another thread: each has a number, and its answer comes back under it. */
export class Calls<Result> {
  readonly #waiting = new Map<number, (result: Result) => void>();
  #count = 0;

  /** @param send is given the call's number */
  make(send: (call: number) => void): Promise<Result> {
    const call = this.#count++;
    return new Promise((resolve) => {
      this.#waiting.set(call, resolve);
      send(call);
    });
  }

  answer(call: number, result: Result): void {
    this.#waiting.get(call)?.(result);
    this.#waiting.delete(call);
  }
}
