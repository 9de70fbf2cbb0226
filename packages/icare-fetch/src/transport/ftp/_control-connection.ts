import { FTPContext } from "basic-ftp";
export class ControlConnection extends FTPContext {}
