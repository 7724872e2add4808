/** How gaps between requests of an open loop are spread around their mean. */
export const ARRIVALS = ["constant", "poisson", "gamma"] as const;
export type Arrival = (typeof ARRIVALS)[number];
