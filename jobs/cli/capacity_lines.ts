import type { GroupCapacity } from "../capacity/mod.ts";

/** What a rate takes, in words. */
export function capacityLines(capacity: GroupCapacity): string[] {
  const { target_rate, instances, gpus, rate_per_instance, utilisation, cost } = capacity;
  const figure = (value: number) => String(Number(value.toPrecision(3)));
  const hardware = gpus === null ? "" : `, ${gpus} GPUs`;
  return [
    `capacity     ${figure(target_rate)}/s take ${instances} instances${hardware}: ` +
    `${figure(rate_per_instance)}/s planned for each, ${(100 * utilisation).toFixed(0)} % used`,
    `             under ${capacity.under}; most rests on this: ${capacity.dominant_assumption}`,
    ...cost === null ? [] : [
      `             ${figure(cost.usd_per_hour)} USD an hour, ` +
      `${figure(cost.usd_per_million_requests)} USD per million requests`,
    ],
  ];
}
