/** Texts of the interface: Chinese first, English beside it; both are bundled, so switching needs no network. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { care as enCare } from './en/care';
import { common as enCommon } from './en/common';
import { desk as enDesk } from './en/desk';
import { devices as enDevices } from './en/devices';
import { gear as enGear } from './en/gear';
import { handover as enHandover } from './en/handover';
import { mapedit as enMapedit } from './en/mapedit';
import { plans as enPlans } from './en/plans';
import { playback as enPlayback } from './en/playback';
import { settings as enSettings } from './en/settings';
import { supervision as enSupervision } from './en/supervision';
import { tasks as enTasks } from './en/tasks';
import { wall as enWall } from './en/wall';
import { care } from './zh/care';
import { common } from './zh/common';
import { desk } from './zh/desk';
import { devices } from './zh/devices';
import { gear } from './zh/gear';
import { handover } from './zh/handover';
import { mapedit } from './zh/mapedit';
import { plans } from './zh/plans';
import { playback } from './zh/playback';
import { settings } from './zh/settings';
import { supervision } from './zh/supervision';
import { tasks } from './zh/tasks';
import { wall } from './zh/wall';

export type Language = 'zh-CN' | 'en';
export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const STORED = 'nuanyang.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: { common: typeof common; wall: typeof wall; desk: typeof desk; plans: typeof plans; playback: typeof playback; mapedit: typeof mapedit; devices: typeof devices; gear: typeof gear; supervision: typeof supervision; handover: typeof handover; settings: typeof settings; tasks: typeof tasks; care: typeof care };
  }
}

function stored(): Language | null {
  const found = localStorage.getItem(STORED);
  return LANGUAGES.find((language) => language === found) ?? null;
}

void i18next.use(initReactI18next).init({
  lng: stored() ?? 'zh-CN',
  fallbackLng: 'zh-CN',
  defaultNS: 'common',
  ns: ['common', 'wall', 'desk', 'plans', 'playback', 'mapedit', 'devices', 'gear', 'supervision', 'handover', 'settings', 'tasks', 'care'],
  resources: {
    'zh-CN': { common, wall, desk, plans, playback, mapedit, devices, gear, supervision, handover, settings, tasks, care },
    en: { common: enCommon, wall: enWall, desk: enDesk, plans: enPlans, playback: enPlayback, mapedit: enMapedit, devices: enDevices, gear: enGear, supervision: enSupervision, handover: enHandover, settings: enSettings, tasks: enTasks, care: enCare },
  },
  // React escapes already.
  interpolation: { escapeValue: false },
});
document.documentElement.lang = i18next.language;

export function setLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

/** The service's default applies only while the user has not chosen. */
export function suggestLanguage(language: string): void {
  const known = LANGUAGES.find((each) => each === language);
  if (!known || stored()) return;
  document.documentElement.lang = known;
  void i18next.changeLanguage(known);
}

export { i18next };
