-- title: Do suggestions across apps work?
-- about: Suggestions by the app they were shown in and the app that the suggested person is from, with requests and acceptances.
-- grain: one row per pair of apps
-- tables: fact_pymk_suggestions
-- chart: bar shown_in accepted_pct by person_from
SELECT
  coalesce(platform, '(none)') AS shown_in,
  coalesce(suggested_platform, '(none)') AS person_from,
  count(*) AS suggestions,
  100 * count(*) FILTER (WHERE was_requested) / count(*) AS requested_pct,
  100 * count(*) FILTER (WHERE was_accepted) / nullif(count(*) FILTER (WHERE was_requested), 0) AS accepted_pct
FROM model.fact_pymk_suggestions
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1, 2
ORDER BY suggestions DESC, shown_in, person_from
