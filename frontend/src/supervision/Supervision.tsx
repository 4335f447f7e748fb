/** The supervisor's page: what goes on now, and how well it went. */
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Logo } from '../ui/Logo';
import { Figures } from './Figures';
import { Handovers } from './Handovers';
import { LiveBoard } from './LiveBoard';
import './supervision.css';
import './report.css';

const SECTIONS = ['live', 'figures', 'handovers'] as const;
type Section = (typeof SECTIONS)[number];
const VIEWS: Record<Section, () => React.JSX.Element> = { live: LiveBoard, figures: Figures, handovers: Handovers };

export default function Supervision() {
  const { t } = useTranslation('supervision');
  const { section } = useParams<{ section?: string }>();
  const shown = SECTIONS.find((one) => one === section) ?? 'live';
  const View = VIEWS[shown];
  return (
    <main className="supervision">
      <header className="sup-top">
        <Logo />
        <h1>{t('title')}</h1>
        <nav aria-label={t('title')}>
          {SECTIONS.map((one) => <Link key={one} href={`/supervision/${one}`} aria-current={one === shown ? 'page' : undefined}>{t(`section.${one}`)}</Link>)}
        </nav>
        <span className="sup-grow" />
        <LanguageSwitch />
        <Link href="/desk" className="btn ghost"><ArrowLeft aria-hidden="true" />{t('back')}</Link>
      </header>
      <div className="sup-body"><View /></div>
    </main>
  );
}
