// SPDX-License-Identifier: BSL-1.0
/// \file
/// The page that plays tracks: what stands before its data.
#pragma once
#include <eudrift/core/config.hpp>

#include <string_view>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Up to the title, which follows as text of HTML.  The policy forbids the page to ask any network for anything.
inline constexpr std::string_view page_begin = R"page(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>
 html, body { margin: 0; height: 100%; overflow: hidden; background: #f4f1ea; color: #22303a;
  font: 14px/1.4 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
 canvas { position: absolute; inset: 0; width: 100%; height: 100%; touch-action: none; cursor: grab; }
 canvas:active { cursor: grabbing; }
 .panel { position: absolute; background: #fffffff0; border: 1px solid #cfd6db; border-radius: 8px; padding: 8px 12px;
  box-shadow: 0 1px 4px #22303a22; }
 #head { left: 12px; top: 12px; max-width: min(34rem, calc(100% - 15rem)); }
 #head h1 { font-size: 17px; margin: 0; font-weight: 600; }
 #clock { font-size: 15px; font-variant-numeric: tabular-nums; color: #495864; }
 #legend { right: 12px; top: 12px; min-width: 9rem; }
 #legend div { display: flex; align-items: center; gap: 8px; white-space: nowrap; }
 #legend b { font-weight: 400; margin-left: auto; padding-left: 12px; font-variant-numeric: tabular-nums; }
 #legend i { width: 11px; height: 11px; border-radius: 50%; border: 1px solid #22303a66; }
 #legend .none { opacity: .4; }
 #legend .ramp { display: block; height: 10px; margin: 2px 0; border-radius: 3px; border: 1px solid #22303a44; }
 #legend .ends { justify-content: space-between; font-size: 12px; margin-bottom: 6px; gap: 16px; }
 #bar { left: 12px; right: 12px; bottom: 12px; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
 #time { flex: 1 1 12rem; accent-color: #0b7285; }
 #play { width: 5.2rem; font-weight: 600; }
 button, select { font: inherit; color: inherit; background: #fff; border: 1px solid #b9c3ca; border-radius: 6px;
  padding: 3px 8px; }
 button { cursor: pointer; }
 label { white-space: nowrap; color: #495864; }
 #notes { flex-basis: 100%; font-size: 12px; color: #5d6b76; }
 #hint { display: none; pointer-events: none; padding: 4px 8px; font-size: 12px; white-space: pre; }
</style>
<title>)page";

/// From the title's end to the data.
inline constexpr std::string_view page_middle = R"page(</title></head><body>
<canvas id="sea" aria-label="map of particles on the mesh"></canvas>
<div class="panel" id="head"><h1></h1><div id="clock"></div></div>
<div class="panel" id="legend"></div>
<div class="panel" id="bar">
 <button id="play" aria-label="play or pause">Play</button>
 <input id="time" type="range" min="0" max="1" step="any" value="0" aria-label="time">
 <label>speed <select id="speed"></select></label>
 <label>colour <select id="colour"></select></label>
 <label>trail <select id="trail"></select></label>
 <button id="whole">Whole map</button>
 <div id="notes"></div>
</div>
<div class="panel" id="hint"></div>
<noscript><p class="panel" style="top:40%;left:12px">This page draws by JavaScript; it asks no network for anything.</p>
</noscript>
)page";

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
