import type { GroupCapacity } from "../capacity/mod.ts";

/** What a rate takes, in words. */
export function capacityLines(capacity: GroupCapacity): string[] {
  const { target_rate, instances, gpus, rate_per_instance, utilisation, cost } = capacity;
  const figure = (value: number) => String(Number(value.toPrecision(3)));
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  const hardware = gpus === null ? "" : `, ${count(gpus, "GPU")}`;
  return [
    `capacity     ${figure(target_rate)}/s take ${count(instances, "instance")}${hardware}: ` +
    `${figure(rate_per_instance)}/s planned for each, ${(100 * utilisation).toFixed(0)} % used`,
    `             under ${capacity.under}`,
    `             most rests on this: ${capacity.dominant_assumption}`,
    ...cost === null ? [] : [
      `             ${figure(cost.usd_per_hour)} USD an hour, ` +
      `${figure(cost.usd_per_million_requests)} USD per million requests`,
    ],
  ];
}
