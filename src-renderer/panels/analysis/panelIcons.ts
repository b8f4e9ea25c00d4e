import {
  Activity,
  ChartColumn,
  Coins,
  Filter,
  FlaskConical,
  GitCompareArrows,
  Grid3x3,
  Network,
  Newspaper,
  Package,
  Route,
  Share2,
  Table2,
  Timer,
  TrendingUp,
  Waypoints,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { PanelIcon } from '../../query/contract/family'

/** What each icon of a panel looks like. */
export const PANEL_ICONS: Readonly<Record<PanelIcon, Component>> = {
  activity: Activity,
  bars: ChartColumn,
  box: Package,
  clock: Timer,
  coins: Coins,
  compare: GitCompareArrows,
  filter: Filter,
  flask: FlaskConical,
  grid: Grid3x3,
  network: Network,
  newspaper: Newspaper,
  route: Route,
  share: Share2,
  table: Table2,
  trend: TrendingUp,
  waypoints: Waypoints,
}
