"""A drill: bots that learn, over real HTTP and websockets, with stalled, flapping and hostile ones among them.

plays    ── what the bots do: the solutions of the lessons, and the answers to their questions
door     ── a bot's cookies and pages
line     ── a bot's socket: every frame is checked for gaps, and every click is timed
bots     ── who learns, who stalls, who flaps, who attacks
conduct  ── a whole drill: the server, the bots, what they saw
usage    ── what the server's process uses
audit    ── what is on the disk afterwards, judged without the server
verdict  ── the table, and the budgets
plot     ── how cost grows with the number of learners
"""
