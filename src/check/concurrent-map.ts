/** Runs tasks with bounded concurrency; yields results in input order. */

export async function* concurrentMap<Input, Output>(
  inputs: readonly Input[],
  concurrency: number,
  task: (input: Input) => Promise<Output>,
): AsyncIterable<Output> {
  const remaining = inputs.values();
  const started: Promise<Output>[] = [];
  let running = 0;
  const start = (): void => {
    while (running < concurrency) {
      const next = remaining.next();
      if (next.done) return;
      running++;
      const output = task(next.value).finally(() => {
        running--;
        // Starts the next task even while an earlier result has not been consumed yet.
        start();
      });
      // A failure is thrown when its turn comes; until then it must not count as unhandled.
      output.catch(() => {});
      started.push(output);
    }
  };
  start();
  for (let first = started.shift(); first !== undefined; first = started.shift()) yield await first;
}
