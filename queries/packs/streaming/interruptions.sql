-- title: On which devices is watching interrupted?
-- about: Sessions by device with their pauses and rewinds, the part of the time that was paused, and the mean quality.
-- grain: one row per device
-- tables: fact_viewing_sessions
-- chart: bar device pauses_per_session rewinds_per_session
SELECT
  coalesce(device::VARCHAR, '(none)') AS device,
  count(*) AS sessions,
  avg(number_of_pauses) AS pauses_per_session,
  avg(number_of_rewinds) AS rewinds_per_session,
  100 * sum(total_pause_duration_seconds) / nullif(sum(session_duration_seconds), 0) AS paused_pct,
  avg(max_playback_quality) AS quality
FROM model.fact_viewing_sessions
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY sessions DESC, device
