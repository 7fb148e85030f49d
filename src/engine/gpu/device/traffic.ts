/** Counts of what travels to and from a device. */
import type { DeviceTraffic } from "../../../experiment/result.ts";

export const NO_TRAFFIC: DeviceTraffic = {
  launches: 0,
  uploads: 0,
  uploadedBytes: 0,
  readings: 0,
  readBytes: 0,
  compiled: 0,
};

function combine(a: DeviceTraffic, b: DeviceTraffic, sign: 1 | -1): DeviceTraffic {
  return {
    launches: a.launches + sign * b.launches,
    uploads: a.uploads + sign * b.uploads,
    uploadedBytes: a.uploadedBytes + sign * b.uploadedBytes,
    readings: a.readings + sign * b.readings,
    readBytes: a.readBytes + sign * b.readBytes,
    compiled: a.compiled + sign * b.compiled,
  };
}

export const addTraffic = (a: DeviceTraffic, b: DeviceTraffic): DeviceTraffic => combine(a, b, 1);

/** What was sent and started between two counts. */
export function trafficBetween(before: DeviceTraffic, after: DeviceTraffic): DeviceTraffic {
  return combine(after, before, -1);
}
