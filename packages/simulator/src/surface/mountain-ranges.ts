/** A range or plateau as a smooth ridge along a straight line in latitude and longitude. */
export interface MountainRange {
  readonly name: string;
  readonly from: readonly [lat: number, lon: number];
  readonly to: readonly [lat: number, lon: number];
  /** Mean height along the line at the scale of tens of km, not the peaks'. */
  readonly heightM: number;
  /** Distance from the line at which the ridge ends. */
  readonly halfWidthKm: number;
}

const range = (
  name: string,
  from: readonly [number, number],
  to: readonly [number, number],
  heightM: number,
  halfWidthKm: number,
): MountainRange => ({ name, from, to, heightM, halfWidthKm });

/** Major ranges and plateaus; positions and typical heights are common geographic knowledge, rounded. */
export const mountainRanges: readonly MountainRange[] = [
  range("Tibet, west", [33.5, 80], [33.5, 88], 5200, 750),
  range("Tibet, east", [33.5, 88], [33, 98], 4900, 750),
  range("Himalaya", [34, 76], [28, 92], 5000, 250),
  range("Pamir and Hindu Kush", [35, 69], [38.5, 74], 4200, 300),
  range("Tian Shan", [42, 74], [43, 88], 3200, 220),
  range("Altai and Sayan", [48, 88], [52, 100], 2300, 320),
  range("Mongolian plateau", [46, 98], [46, 112], 1600, 500),
  range("Yunnan", [26, 100], [24, 105], 2100, 400),
  range("Zagros", [37, 46], [29, 54], 2100, 300),
  range("Anatolia", [39, 31], [39.5, 43], 1700, 320),
  range("Caucasus", [43.5, 41], [41.5, 47], 2500, 150),
  range("Alps", [45, 7], [47, 13], 2300, 150),
  range("Carpathians", [49, 20], [45.5, 25], 1100, 130),
  range("Pyrenees and Meseta", [42.5, 0], [40.5, -5], 1300, 220),
  range("Atlas", [31, -8], [35, 3], 1700, 200),
  range("Scandes", [60, 8], [68, 18], 1200, 160),
  range("Ural", [54, 58.5], [67, 63], 700, 120),
  range("Verkhoyansk and Chersky", [63, 136], [67, 145], 1300, 450),
  range("Kolyma and Chukotka", [62, 155], [68, 178], 900, 300),
  range("Kamchatka", [52.5, 158], [58, 161], 1200, 120),
  range("Japan", [35.5, 137], [37, 139], 1100, 100),
  range("Arabia, west", [14.5, 44], [22, 41], 1900, 250),
  range("Ethiopian highlands", [6.5, 38], [13, 38.5], 2500, 330),
  range("East African plateau", [3, 35], [-9, 34], 1600, 480),
  range("Southern African plateau", [-16, 17], [-28, 26], 1400, 650),
  range("Drakensberg", [-31, 27.5], [-27, 30], 2000, 180),
  range("Hoggar and Tibesti", [23, 6], [21, 17], 1100, 350),
  range("Cameroon", [4.5, 10], [8, 13], 1200, 220),
  range("Madagascar", [-23, 46], [-16, 48], 1100, 160),
  range("Deccan", [12, 76.5], [20, 75], 750, 260),
  range("New Guinea", [-4, 136], [-7.5, 146], 2400, 160),
  range("Borneo", [1, 114], [5, 116], 1000, 200),
  range("Great Dividing Range", [-18, 145.5], [-36.5, 148.5], 900, 200),
  range("Southern Alps of New Zealand", [-45, 168], [-42, 172.5], 1500, 100),
  range("Alaska Range", [61.5, -153], [63, -145], 1900, 200),
  range("Brooks Range", [68, -160], [68.5, -143], 1300, 180),
  range("Coast Mountains", [60, -138], [51, -124], 1700, 220),
  range("Canadian Rockies", [58, -126], [49, -115], 1900, 250),
  range("American Rockies", [47, -113], [36, -106], 2500, 420),
  range("Great Basin", [42, -117], [37, -114], 1900, 400),
  range("Sierra Nevada and Cascades", [36.5, -118.5], [46, -121.5], 1900, 130),
  range("Mexican plateau", [29, -106], [19.5, -99], 2100, 320),
  range("Central America", [16, -92], [9, -83], 1400, 130),
  range("Appalachians", [34.5, -84], [43, -73], 700, 180),
  range("Andes of Colombia and Ecuador", [8, -73], [-3, -79], 2700, 220),
  range("Andes of Peru", [-3, -78.5], [-14, -72], 3700, 230),
  range("Altiplano", [-14, -71.5], [-24, -67.5], 4200, 320),
  range("Andes of Chile, north", [-24, -68], [-35, -70.2], 3600, 190),
  range("Andes of Chile, south", [-35, -70.5], [-51, -73], 1600, 140),
  range("Guiana highlands", [4, -66], [5, -60], 1100, 250),
  range("Brazilian highlands", [-13, -47], [-23, -46], 1000, 420),
];
