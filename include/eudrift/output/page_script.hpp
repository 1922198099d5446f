// SPDX-License-Identifier: BSL-1.0
/// \file
/// The page that plays tracks: its script, which stands behind the data.
#pragma once
#include <eudrift/core/config.hpp>

#include <string_view>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Behind the data.
inline constexpr std::string_view page_end = R"page(<script>
 "use strict";
 const at = id => document.getElementById(id), about = JSON.parse(at("about").textContent);
 const bytes = id => { const s = atob(at(id).textContent), b = new Uint8Array(s.length);
  for (let i = 0; i < s.length; ++i) b[i] = s.charCodeAt(i);
  return b; };
 const words = id => new Uint16Array(bytes(id).buffer), longs = id => new Uint32Array(bytes(id).buffer);
 const n = about.particles, outputs = about.times.length, nowhere = 65535;
 const places = words("places"), states = bytes("states"), values = about.properties.map((p, k) => bytes("values" + k));
 const mesh = about.mesh && { node: words("nodes"), ring: longs("rings"), corner: longs("corners"), depth: bytes("depths") };
 const statusColours = { moving: "#e8590c", aground: "#7f5539", left: "#868e96", waiting: "#dee2e6", departed: "#9c36b5",
  unresolved: "#000000", stranded: "#fcc419", settled: "#2b8a3e", dead: "#343a40" };
 const others = ["#c2255c", "#5f3dc4", "#0b7285", "#66a80f"];
 const colourOfStatus = about.statuses.map((w, k) => statusColours[w] || others[k % others.length]);
 const mix = (stops, f) => { const s = f * (stops.length - 1), k = Math.min(Math.floor(s), stops.length - 2), g = s - k;
  return "rgb(" + [0, 1, 2].map(c => Math.round(stops[k][c] + g * (stops[k + 1][c] - stops[k][c]))) + ")"; };
 const plasma = [[13, 8, 135], [126, 3, 168], [204, 71, 120], [248, 149, 64], [246, 215, 70]];
 const water = [[247, 251, 253], [214, 232, 241], [176, 209, 228], [140, 183, 211], [104, 155, 192]];
 const levels = 24, ramp = Array.from({ length: levels }, (_, k) => mix(plasma, k / (levels - 1)));
 const shades = Array.from({ length: 10 }, (_, k) => mix(water, k / 9));

 const canvas = at("sea"), ground = document.createElement("canvas");
 let view = null, drawn = null, later = 0, ratio = 1;  // view: pixels a unit of y, and the origin; drawn: the ground's
 const sx = x => view.x + x * view.scale * about.aspect, sy = y => view.y - y * view.scale;
 function fit() {
  const w = canvas.clientWidth, h = canvas.clientHeight, top = 84, below = at("bar").offsetHeight + 34;
  const wide = Math.max(1, about.extent[0]) * about.aspect, high = Math.max(1, about.extent[1]);
  const room = [Math.max(50, w - 2 * 24), Math.max(50, h - top - below)], scale = Math.min(room[0] / wide, room[1] / high);
  view = { scale, x: (w - wide * scale) / 2, y: top + (room[1] + high * scale) / 2 };
 }
 function resize() {
  ratio = window.devicePixelRatio || 1;
  for (const c of [canvas, ground]) { c.width = canvas.clientWidth * ratio; c.height = canvas.clientHeight * ratio; }
  fit();
  drawn = null;
 }
 function drawGround() {
  const g = ground.getContext("2d");
  drawn = view;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.fillStyle = mesh ? "#f4f1ea" : "#eaf3f8";
  g.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  if (!mesh) return;
  const x = k => sx(mesh.node[2 * k]), y = k => sy(mesh.node[2 * k + 1]), shore = new Path2D();
  for (let i = 0, r = 0; r < about.mesh.rings.length; i += about.mesh.rings[r++]) {
   shore.moveTo(x(mesh.ring[i]), y(mesh.ring[i]));
   for (let k = i + 1; k < i + about.mesh.rings[r]; ++k) shore.lineTo(x(mesh.ring[k]), y(mesh.ring[k]));
   shore.closePath();
  }
  g.fillStyle = shades[1];
  g.fill(shore, "evenodd");
  // Sorted by shade, some at a time: one path of all triangles takes a browser very long.
  const c = mesh.corner, shadeOf = k => mesh.depth.length
   ? Math.min(9, Math.floor((mesh.depth[c[k]] + mesh.depth[c[k + 1]] + mesh.depth[c[k + 2]]) / 76.5)) : 1;
  const w = canvas.clientWidth, h = canvas.clientHeight, open = shades.map(() => [new Path2D(), 0]), lines = [new Path2D()];
  const close = (shade, path) => { g.fillStyle = shades[shade]; g.fill(path); };
  let edge = 0;
  for (let k = 0; k < c.length; k += 3) {
   const p = [x(c[k]), y(c[k]), x(c[k + 1]), y(c[k + 1]), x(c[k + 2]), y(c[k + 2])];
   edge += Math.hypot(p[2] - p[0], p[3] - p[1]) / (c.length / 3);
   if (Math.max(p[0], p[2], p[4]) < 0 || Math.min(p[0], p[2], p[4]) > w || Math.max(p[1], p[3], p[5]) < 0
    || Math.min(p[1], p[3], p[5]) > h) continue;
   const shade = shadeOf(k), batch = open[shade];
   for (const path of [batch[0], lines[lines.length - 1]]) {
    path.moveTo(p[0], p[1]); path.lineTo(p[2], p[3]); path.lineTo(p[4], p[5]); path.closePath();
   }
   if (++batch[1] % 200 === 0) { close(shade, batch[0]); batch[0] = new Path2D(); lines.push(new Path2D()); }
  }
  open.forEach(([path], shade) => close(shade, path));
  if (edge > 5) { g.strokeStyle = "#5f8aa640"; g.lineWidth = .6; lines.forEach(path => g.stroke(path)); }
  g.strokeStyle = "#6d7a83"; g.lineWidth = 1.1; g.stroke(shore);
 }
 function drawScale(g) {
  const most = 170, metre = view.scale / about.step / about.metres;  // pixels a metre
  const power = 10 ** Math.floor(Math.log10(most / metre)), m = power * [5, 2, 1].find(d => d * power * metre <= most);
  const y = at("bar").offsetTop - 14, x = 18;
  g.fillStyle = g.strokeStyle = "#22303a"; g.lineWidth = 3; g.font = "12px sans-serif"; g.textAlign = "center";
  g.beginPath(); g.moveTo(x, y); g.lineTo(x + m * metre, y); g.stroke();
  g.fillText(m >= 1000 ? m / 1000 + " km" : m + " m", x + m * metre / 2, y - 6);
 }

 let position = 0, playing = false, before = 0;  // position: share of the time of the run
 const first = about.times[0], length = about.times[outputs - 1] - first, duration = 20;  // [s] at speed 1
 function moment() {  // number of the output before, and how far on to the next
  const t = position * Math.abs(length);
  let low = 0, high = outputs - 1;
  while (high - low > 1) { const m = (low + high) >> 1; if (Math.abs(about.times[m] - first) <= t) low = m; else high = m; }
  if (high === low) return [low, 0];
  const begin = Math.abs(about.times[low] - first), end = Math.abs(about.times[high] - first);
  return position >= 1 ? [high, 0] : [low, Math.min(1, Math.max(0, (t - begin) / (end - begin)))];
 }
 function place(k, f, i) {  // on the canvas, of particle i; nothing where it is nowhere
  const a = 2 * (k * n + i), b = f > 0 && places[a + 2 * n] !== nowhere ? a + 2 * n : a;
  if (places[a] === nowhere) return null;
  return [sx(places[a] + f * (places[b] - places[a])), sy(places[a + 1] + f * (places[b + 1] - places[a + 1]))];
 }
 function colours() { return at("colour").value === "status" ? colourOfStatus : ramp; }
 function colourOf(k, i) {
  const by = at("colour").value;
  if (by === "status") return states[k * n + i];
  const v = values[by][k * n + i];
  return v === 255 ? -1 : Math.min(levels - 1, Math.floor(v / 255 * levels));
 }
 let spots = [];
 function draw() {
  if (!drawn) drawGround();
  const g = canvas.getContext("2d"), [k, f] = moment(), trail = +at("trail").value;
  g.setTransform(1, 0, 0, 1, 0, 0);
  if (view === drawn) {
   g.drawImage(ground, 0, 0);
  } else {  // moved and stretched, until the hand rests
   const s = view.scale / drawn.scale;
   g.fillStyle = "#f4f1ea"; g.fillRect(0, 0, canvas.width, canvas.height);
   g.drawImage(ground, (view.x - drawn.x * s) * ratio, (view.y - drawn.y * s) * ratio, ground.width * s, ground.height * s);
   clearTimeout(later);
   later = setTimeout(() => { drawGround(); draw(); }, 120);
  }
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  const all = colours(), of = all.map(() => []), none = [];
  spots = [];
  for (let i = 0; i < n; ++i) {
   const p = place(k, f, i);
   if (!p) continue;
   const c = colourOf(k, i);
   (c < 0 ? none : of[c]).push(i);
   spots.push([i, p[0], p[1]]);
  }
  const size = n > 3000 ? 1.6 : n > 600 ? 2.2 : 3.2, put = (list, colour) => {
   if (!list.length) return;
   if (trail) {
    g.beginPath();
    for (const i of list) {
     let open = false;
     for (let t = Math.max(0, k - trail); t <= k + (f > 0 ? 1 : 0); ++t) {
      const p = t > k ? place(k, f, i) : place(t, 0, i);
      if (p) { if (open) g.lineTo(p[0], p[1]); else g.moveTo(p[0], p[1]); }
      open = !!p;
     }
    }
    g.strokeStyle = colour; g.globalAlpha = .32; g.lineWidth = n > 600 ? .8 : 1.3; g.stroke(); g.globalAlpha = 1;
   }
   g.beginPath();
   for (const i of list) { const p = place(k, f, i); g.moveTo(p[0] + size, p[1]); g.arc(p[0], p[1], size, 0, 6.2832); }
   g.fillStyle = colour; g.fill();
   if (n <= 3000) { g.strokeStyle = "#22303a77"; g.lineWidth = .6; g.stroke(); }
  };
  put(none, "#adb5bd");
  of.forEach((list, c) => put(list, all[c]));
  drawScale(g);
  tell(k, f);
  Object.assign(document.body.dataset, { drawn: spots.length, position: position.toFixed(4), playing, output: k });
 }
 function clock(ms) {
  if (about.calendar) return new Date(ms).toISOString().slice(0, 19).replace("T", " ") + " UTC";
  const day = Math.floor(ms / 864e5);
  return "day " + day + ", " + new Date(ms - day * 864e5).toISOString().slice(11, 19);
 }
 function tell(k, f) {
  const now = about.times[k] + f * ((about.times[k + 1] ?? about.times[k]) - about.times[k]);
  at("clock").textContent = clock(Math.round(now / 1000) * 1000);
  at("time").value = position;
  about.statuses.forEach((w, s) => {
   const row = at("status" + s);
   if (!row) return;
   row.lastChild.textContent = about.counts[k][s].toLocaleString("en");
   row.className = about.counts[k][s] ? "" : "none";
  });
 }
 const short = v => Math.abs(v) >= 1e5 || (v && Math.abs(v) < 1e-3) ? v.toExponential(2) : String(+v.toPrecision(4));
 const isTime = p => p.unit.startsWith("seconds since ");
 const said = (p, v) => isTime(p) ? clock(Math.round(v) * 1000) : short(v);
 const unit = p => p.unit && p.unit !== "1" && !isTime(p) ? " [" + p.unit + "]" : "";
 function legend() {
  const box = at("legend"), by = at("colour").value, row = (parent, html) => parent.appendChild(Object.assign(
   document.createElement("div"), html));
  box.textContent = "";
  if (by !== "status") {
   const p = about.properties[by];
   row(box, { textContent: p.name + unit(p) });
   row(box, { className: "ramp" }).style.background = "linear-gradient(90deg," + ramp + ")";
   const ends = row(box, { className: "ends" });
   for (const v of [p.low, p.high])
    ends.append(Object.assign(document.createElement("span"), { textContent: said(p, v) }));
  }
  about.statuses.forEach((w, s) => {
   if (!about.counts.some(c => c[s])) return;
   const line = row(box, { id: "status" + s }), dot = document.createElement("i");
   if (by === "status") { dot.style.background = colourOfStatus[s]; line.append(dot); }
   line.append(w, document.createElement("b"));
  });
  if (!mesh || !mesh.depth.length) return;
  row(box, { textContent: "depth [m]" }).style.marginTop = "6px";
  row(box, { className: "ramp" }).style.background = "linear-gradient(90deg," + shades + ")";
  const ends = row(box, { className: "ends" });
  for (const v of about.mesh.depth) ends.append(Object.assign(document.createElement("span"), { textContent: short(v) }));
 }
 function frame(now) {
  if (playing) {
   position = Math.min(1, position + Math.min(200, now - before) / 1000 * at("speed").value / duration);
   before = now;
   if (position >= 1) play(false);
   draw();
   if (playing) requestAnimationFrame(frame);
  }
 }
 function play(on) {
  if (on && position >= 1) position = 0;
  if (on && !playing) { before = performance.now(); requestAnimationFrame(frame); }
  playing = on;
  at("play").textContent = on ? "Pause" : "Play";
  document.body.dataset.playing = on;
 }
 const move = by => { play(false); position = Math.abs(about.times[Math.min(outputs - 1, Math.max(0, by(moment()[0])))] - first)
  / Math.max(1, Math.abs(length)); draw(); };
 const choices = (id, all, chosen) => all.forEach(([value, word]) =>
  at(id).add(new Option(word, value, false, value === chosen)));
 choices("speed", [.25, .5, 1, 2, 4, 8].map(v => [v, v + "\u00d7"]), 1);
 choices("colour", [["status", "status"], ...about.properties.map((p, k) => [k, p.name])
  .filter(([k]) => about.properties[k].low !== null)], "status");
 const few = Math.max(1, Math.round(outputs / 20));
 choices("trail", [[0, "none"], [few, "short"], [4 * few, "long"], [outputs, "whole"]], few);
 at("head").firstChild.textContent = about.title;
 at("notes").textContent = about.notes;
 at("play").onclick = () => play(!playing);
 at("time").oninput = () => { position = +at("time").value; draw(); };
 at("colour").onchange = () => { legend(); draw(); };
 at("trail").onchange = draw;
 at("whole").onclick = () => { fit(); draw(); };
 window.onresize = () => { resize(); draw(); };
 window.onkeydown = e => {
  if (/SELECT|INPUT|BUTTON/.test(e.target.tagName)) return;
  if (e.key === " ") play(!playing);
  if (e.key === "ArrowRight") move(k => k + 1);
  if (e.key === "ArrowLeft") move(k => moment()[1] > 0 ? k : k - 1);
 };
 canvas.onwheel = e => {
  e.preventDefault();
  const by = Math.exp(-e.deltaY * .0015);
  view = { scale: view.scale * by, x: e.offsetX + (view.x - e.offsetX) * by, y: e.offsetY + (view.y - e.offsetY) * by };
  draw();
 };
 let held = null;
 canvas.onpointerdown = e => { held = e; canvas.setPointerCapture(e.pointerId); };
 canvas.onpointerup = canvas.onpointercancel = () => { held = null; };
 canvas.onpointermove = e => {
  const hint = at("hint");
  if (held) {
   view = { scale: view.scale, x: view.x + e.offsetX - held.offsetX, y: view.y + e.offsetY - held.offsetY };
   held = e; hint.style.display = "none";
   return draw();
  }
  const near = spots.reduce((best, s) => { const d = Math.hypot(s[1] - e.offsetX, s[2] - e.offsetY);
   return d < best[0] ? [d, s[0]] : best; }, [9, -1])[1], [k] = moment();
  hint.style.display = near < 0 ? "none" : "block";
  if (near < 0) return;
  hint.textContent = ["particle " + about.ids[near], about.statuses[states[k * n + near]],
   ...about.properties.map((p, v) => { const q = values[v][k * n + near];
    return p.name + " "
     + (q === 255 ? "unknown" : "\u2248 " + said(p, p.low + q / 254 * (p.high - p.low)) + unit(p)); })].join("\n");
  hint.style.left = Math.min(e.offsetX + 14, canvas.clientWidth - 160) + "px";
  hint.style.top = e.offsetY + 14 + "px";
 };
 const asked = new URLSearchParams(location.hash.slice(1));  // page.html#at=0.5&colour=age&trail=long begins so
 position = Math.min(1, Math.max(0, +asked.get("at") || 0));
 for (const id of ["colour", "trail", "speed"])
  for (const option of at(id).options) if (option.text === asked.get(id)) at(id).value = option.value;
 legend(); resize(); draw();
</script></body></html>
)page";

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
