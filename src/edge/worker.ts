export default {
  fetch(): Response {
    return new Response('oxbow')
  },
}
export class Replica {}
