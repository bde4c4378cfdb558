/** Compares the server's metrics with the responses that clients received. */

/** Requests by outcome. */
export async function countedAt(inside: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${inside}/metrics`)).text();
  const counts = new Map<string, number>();
  for (const [, outcome = '', value] of text.matchAll(
    /^facteur_requests_total\{[^}\n]*outcome="([^"\n]*)"[^}\n]*\} (\d+)$/gm,
  )) {
    counts.set(outcome, (counts.get(outcome) ?? 0) + Number(value));
  }
  return counts;
}

/** Outcomes that are answered 503 by a guard. Others that are answered so would say that something is missing. */
const guards = ['overloaded'] as const;
const missing = ['directory-unavailable', 'signer-missing', 'sealer-missing', 'bug'] as const;

/** @param seen how many answers of each status clients got; those whose connection ended first are not among them */
export function metricFlaws(
  counted: ReadonlyMap<string, number>,
  seen: ReadonlyMap<number, number>,
): string[] {
  const sum = (names: readonly string[]): number =>
    names.reduce((total, name) => total + (counted.get(name) ?? 0), 0);
  const flaws = missing.flatMap((name) => {
    const times = counted.get(name) ?? 0;
    return times > 0 ? [`${times} × ${name} in the metrics`] : [];
  });
  const [got503 = 0, got429 = 0] = [seen.get(503), seen.get(429)];
  if (got503 > sum(guards)) flaws.push(`${got503} × 503, of which the guards counted ${sum(guards)}`);
  if (got429 > sum(['rate-limited']))
    flaws.push(`${got429} × 429, of which ${sum(['rate-limited'])} were counted`);
  return flaws;
}
