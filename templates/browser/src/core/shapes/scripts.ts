// What the data scripts hold, by their keys: tests hold each of these shapes to what Python writes, field by field.
import type { AboutData } from "./about";
import type { ChangesData } from "./changes";
import type { CurvesData } from "./curves";
import type { ExploreData } from "./explore";
import type { LoggedData } from "./logged";
import type { PlacesData } from "./places";
import type { RunsData } from "./runs";
import type { SearchEntry } from "./search";
import type { StandingsData } from "./standings";

export interface DataScripts {
  readonly about: AboutData;
  readonly runs: RunsData;
  readonly search: readonly SearchEntry[];
  readonly [changes: `changes/${string}`]: ChangesData;
  readonly [curves: `curves/${string}`]: CurvesData;
  readonly [explore: `explore/${string}`]: ExploreData;
  readonly [logged: `logged/${string}`]: LoggedData;
  readonly [places: `places/${string}`]: PlacesData;
  readonly [standings: `standings/${string}`]: StandingsData;
}
