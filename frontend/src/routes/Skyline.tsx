/** The city wall at first light: decoration only, drawn, so that nothing has to be loaded. */
export function Skyline() {
  return (
    <svg className="skyline" viewBox="0 0 1200 1080" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <defs>
        <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#070c13" /><stop offset=".55" stopColor="#0f2236" />
          <stop offset=".8" stopColor="#3a3140" /><stop offset="1" stopColor="#a8663a" />
        </linearGradient>
        <radialGradient id="sun"><stop offset="0" stopColor="#ffd79a" /><stop offset=".16" stopColor="#ffab4d" stopOpacity=".7" /><stop offset=".5" stopColor="#d9752e" stopOpacity=".25" /><stop offset="1" stopColor="#ff9f2e" stopOpacity="0" /></radialGradient>
      </defs>
      <rect width="1200" height="1080" fill="url(#sky)" />
      <circle cx="845" cy="700" r="470" fill="url(#sun)" />
      <circle cx="845" cy="700" r="72" fill="#ffe2b0" />
      <g fill="#0c1826" opacity=".75">
        <path d="M0 842h92v-64h44v-30h58v30h38v84h78v-120h60v120h70v-66h84v66h96v-44h76v44h88v-96h54v96h72v-140h66v140h90v-60h70v60h64v218H0z" />
      </g>
      <g fill="#060b12">
        {/* the gate tower: three eaves over a battlement */}
        <path d="M440 700q80-6 160-58q80 52 160 58q-14 12-30 12H470q-16 0-30-12z" />
        <path d="M478 712h244v34H478z" /><path d="M418 760q42-2 62-18h240q20 16 62 18q-16 14-34 14H452q-18 0-34-14z" />
        <path d="M462 774h276v46H462z" /><path d="M396 834q46-2 68-18h272q22 16 68 18q-16 14-36 14H432q-20 0-36-14z" />
        <path d="M446 848h308v52H446z" />
        <path d={battlement(0, 900, 1200, 30, 22)} />
      </g>
      <path d="M560 1080v-86a40 44 0 0 1 80 0v86z" fill="#1b2026" />
      <g fill="#ffb45c">{LANTERNS.map(([x, y]) => <rect key={`${x}-${y}`} x={x} y={y} width="7" height="10" rx="2" opacity=".85" />)}</g>
    </svg>
  );
}

const LANTERNS: readonly (readonly [number, number])[] = [
  [500, 786], [548, 786], [596, 786], [644, 786], [692, 786], [486, 862], [534, 862], [597, 862], [660, 862], [708, 862], [150, 792], [342, 770], [1102, 808],
];

function battlement(x: number, y: number, width: number, tooth: number, height: number): string {
  let path = `M${x} 1080V${y}`;
  for (let at = x; at < x + width; at += tooth) path += `h${tooth * 0.6}v${height}h${tooth * 0.4}v${-height}`;
  return `${path}V1080z`;
}
