/** Colours of everything drawn by the map engine, which cannot read CSS variables. Same values as ui/tokens.css. */
export const MAP_COLOURS = {
  ground: '#0b131d', veil: '#070c13', halo: '#0a1018', park: '#0f2a25', parkText: '#5fae98', water: '#12304a',
  waterText: '#5c93bd', moat: '#143553', rail: '#2a3848', casing: '#0a1018', road: '#2a3e54', ring: '#3c5570',
  roadText: '#93a9c0', wall: '#b8945a', landmark: '#d9bd8b', district: '#33475e', districtText: '#7d93ab',
  accent: '#58b6ff', fence: '#8fd0ff', hazard: '#ff6873', safe: '#3fc1a5', directive: '#ff9f2e', shared: '#c3a8ff', trail: '#ffffff', inside: '#3fc1a5', outside: '#ff9f2e', trailCasing: '#05090e',
} as const;

export const FONT = ['Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];
export const FONT_BOLD = ['Noto Sans CJK SC Bold', 'PingFang SC Semibold', 'Microsoft YaHei Bold', 'sans-serif'];
