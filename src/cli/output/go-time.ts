const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment in the local time zone, as `dolt log` prints it: `Mon Jan 02 15:04:05 -0700 2006`. */
export function logTime(millis: number): string {
  const date = new Date(millis)
  const two = (n: number): string => String(n).padStart(2, '0')
  const zone = -date.getTimezoneOffset()
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone) / 60))}${two(Math.abs(zone) % 60)}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return `${DAYS[date.getDay()]} ${MONTHS[date.getMonth()]} ${two(date.getDate())} ${time} ${offset} ${date.getFullYear()}`
}
