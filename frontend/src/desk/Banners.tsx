import { VolumeX, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConnection, useStore } from '../state/store';
import { tones, useSound } from './soundStore';

/** What makes the desk unreliable, said where nobody can miss it. */
export function Banners() {
  const { t } = useTranslation('desk');
  const { status } = useConnection();
  const loaded = useStore((s) => s.loaded);
  const silent = useSound((s) => s.on && s.blocked);
  return (
    <div className="desk-banners">
      {status !== 'live' && (
        <div role="alert" className={status === 'stale' ? 'bad' : ''}>
          <WifiOff aria-hidden="true" />
          {t(loaded ? 'stream.lost' : 'stream.connecting')}
        </div>
      )}
      {silent && (
        <button type="button" onClick={() => { void tones.unlock(); }}>
          <VolumeX aria-hidden="true" />
          {t('sound.blocked')}
        </button>
      )}
    </div>
  );
}
