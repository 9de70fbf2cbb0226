import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { shortGeodesicDistance } from "../../src/geodesy/short-geodesic.ts";

const { python, reason } = findPython("geographiclib", "geopy", "numpy");

// Random points, poles and antimeridian included, with the distance that geopy gives; JSON rows [a, b, c, d, metres].
const script = `
import json, numpy
from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic
random = numpy.random.default_rng(20080603)
rows = []
for i in range(2000):
    lat = float(random.choice([random.uniform(-90, 90), random.uniform(89.8, 90), random.uniform(-90, -89.8), 0.0, 90.0]))
    lon = float(random.choice([random.uniform(-180, 180), 180.0, random.uniform(179.9, 180)]))
    end = Geodesic.WGS84.Direct(lat, lon, random.uniform(-180, 180), random.uniform(0, 20000))
    metres = geodesic((lat, lon), (end["lat2"], end["lon2"])).m
    rows.append([lat, lon, end["lat2"], end["lon2"], metres])
print(json.dumps(rows))
`;

test.skipIf(python === undefined)(`up to 20 km, as geopy to a micrometre ${reason}`, () => {
  const rows = JSON.parse(runPython(python!, script)) as [number, number, number, number, number][];
  expect(rows).toHaveLength(2000);
  let worst = 0;
  for (const [latA, lonA, latB, lonB, metres] of rows) {
    worst = Math.max(worst, Math.abs(shortGeodesicDistance(latA, lonA, latB, lonB) - metres));
  }
  expect(worst).toBeLessThan(1e-6);
});
