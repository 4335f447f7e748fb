/** What supervisors and administrators set up; each sees what the role may do. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { useSession } from '../state/store';
import { PageTop, Sections } from '../ui/PageTop';
import { AccessLog } from './access/AccessLog';
import { Areas } from './areas/Areas';
import { Integrations } from './integrations/Integrations';
import { Scripts } from './scripts/Scripts';
import { Thresholds } from './thresholds/Thresholds';
import { Users } from './users/Users';
import '../devices/devices.css';
import './settings.css';

const VIEWS = { scripts: Scripts, thresholds: Thresholds, access: AccessLog, users: Users, areas: Areas, integrations: Integrations } as const;
type Section = keyof typeof VIEWS;
const FOR_ADMINS: readonly Section[] = ['users', 'areas', 'integrations'];

export default function Settings() {
  const { t } = useTranslation('settings');
  const admin = useSession().user?.role === 'admin';
  const sections = (Object.keys(VIEWS) as Section[]).filter((one) => admin || !FOR_ADMINS.includes(one));
  const { section } = useParams<{ section?: string }>();
  const shown = sections.find((one) => one === section) ?? 'scripts';
  const View = VIEWS[shown];
  return (
    <main className="settings">
      <PageTop title={t('title')} back={t('back')}>
        <Sections label={t('title')} at="/settings" sections={sections} shown={shown} name={(one) => t(`section.${one}`)} />
      </PageTop>
      <View />
    </main>
  );
}
