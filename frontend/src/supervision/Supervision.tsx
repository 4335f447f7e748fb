/** The supervisor's page: what goes on now, and how well it went. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { PageTop, Sections } from '../ui/PageTop';
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
      <PageTop title={t('title')} back={t('back')}>
        <Sections label={t('title')} at="/supervision" sections={SECTIONS} shown={shown} name={(one) => t(`section.${one}`)} />
      </PageTop>
      <div className="sup-body"><View /></div>
    </main>
  );
}
