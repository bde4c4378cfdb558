/** Much to do, some of it at a time, told in the order of the list. */

export async function* inOrder<One, Done>(
  list: readonly One[],
  atATime: number,
  work: (one: One) => Promise<Done>,
): AsyncIterable<Done> {
  const rest = list.values();
  const under: Promise<Done>[] = [];
  let running = 0;
  const start = (): void => {
    while (running < atATime) {
      const next = rest.next();
      if (next.done) return;
      running++;
      const done = work(next.value).finally(() => {
        running--;
        // What is done early need not be waited for by what comes after.
        start();
      });
      // Whoever fails is heard when it is its turn.
      done.catch(() => {});
      under.push(done);
    }
  };
  start();
  for (let first = under.shift(); first !== undefined; first = under.shift()) yield await first;
}
