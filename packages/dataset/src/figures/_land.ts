import type { GeoPermissibleObjects } from "d3-geo";
import { feature } from "topojson-client";
// The bundle holds the file, which has to be there in browsers too; and with it this comment.
/*! Natural Earth's land at 1:110 million (public domain), as packed by world-atlas:
 *
 * Copyright 2013-2019 Michael Bostock
 *
 * Permission to use, copy, modify, and/or distribute this software for any purpose
 * with or without fee is hereby granted, provided that the above copyright notice
 * and this permission notice appear in all copies.
 *
 * THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
 * REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
 * FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
 * INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
 * OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
 * TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
 * THIS SOFTWARE.
 */
import topology from "world-atlas/land-110m.json" with { type: "json" };

/** The continents and larger islands. */
export function land(): GeoPermissibleObjects {
  // TypeScript reads the file's pairs as lists and its names as any text.
  const typed = topology as unknown as Parameters<typeof feature>[0];
  return feature(typed, typed.objects.land!);
}
