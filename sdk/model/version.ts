/** Version of this contract; a plugin names the range it was written for in `engines["@doorbell/sdk"]`. */
export const sdkVersion = '1.4.0';
